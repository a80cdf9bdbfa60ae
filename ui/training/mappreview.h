// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/dataset/dataset.h"

#include <QImage>
#include <QString>
#include <QWidget>


namespace flawscope::ui {

/// A picture with the score map that the training model has of it, after the latest epoch.
class MapPreview final : public QWidget {
    Q_OBJECT
public:
    explicit MapPreview(QWidget *parent = nullptr);

    /// Reads a picture in the background; the map is that of another one then, and goes.
    /// @param name  for people
    /// @param why  stands below the picture while there is no map
    void setPicture(const Sample &sample, const QString &name, const QString &why);
    void clear(const QString &why);
    void setMap(const ScoreMap &map, int epoch);
    [[nodiscard]] bool hasMap() const { return !m_map.empty(); }

    [[nodiscard]] QSize sizeHint() const override { return {224, 240}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {140, 140}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void compose();
    [[nodiscard]] QString caption() const;

    quint64 m_ticket = 0;
    RgbImage m_picture; ///< Small.
    QImage m_shown;
    ScoreMap m_map;
    float m_highest = 0; ///< Over all epochs: colours stay comparable.
    int m_epoch = 0;
    QString m_name;
    QString m_why;
};

} // namespace flawscope::ui
