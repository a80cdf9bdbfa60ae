// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <vector>

namespace flawscope::ui {

/// A decoded picture as the canvas paints it: at its own size, and halved again and again, so that a large picture pans as fluently as
/// a small one. Immutable, free to share between threads.
class Picture final {
public:
    /// About 10 ms for 2048².
    explicit Picture(const RgbImage &image);
    /// A picture that cannot be shown. @param failure  the core's sentence
    explicit Picture(QString failure) : m_failure(std::move(failure)) {}

    [[nodiscard]] bool isNull() const { return m_levels.empty(); }
    [[nodiscard]] const QString &failure() const { return m_failure; }
    [[nodiscard]] QSize size() const { return m_levels.empty() ? QSize() : m_levels.front().size(); }
    [[nodiscard]] int levels() const { return static_cast<int>(m_levels.size()); }
    /// Pixel (x, y) of level k covers the pixels from (x·2ᵏ, y·2ᵏ) on; RGB32.
    [[nodiscard]] const QImage &level(int k) const { return m_levels[static_cast<std::size_t>(k)]; }
    /// The smallest level that has at least as many pixels as the screen will show.
    /// @param zoom  pixels of the screen for each pixel of the picture
    [[nodiscard]] int levelFor(double zoom) const;
    [[nodiscard]] qint64 bytes() const;

private:
    std::vector<QImage> m_levels;
    QString m_failure;
};

} // namespace flawscope::ui
