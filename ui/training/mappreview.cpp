// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/mappreview.h"

#include "core/dataset/loader.h"
#include "core/imaging/colormap.h"
#include "ui/base/theme.h"
#include "ui/jobs/job.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr int kSidePx = 512; ///< Longer side of the picture that is kept.
constexpr double kOpacity = 0.75;

RgbImage small(const RgbImage &image)
{
    const double scale = std::min(1.0, static_cast<double>(kSidePx) / std::max(image.height, image.width));
    const QImage view(image.pixels.data(), image.width, image.height, image.width * 3, QImage::Format_RGB888);
    const QImage scaled = view.scaled(std::max(1, qRound(image.width * scale)), std::max(1, qRound(image.height * scale)), Qt::IgnoreAspectRatio,
                                      Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB888);
    RgbImage result(scaled.height(), scaled.width());
    for (int y = 0; y < scaled.height(); ++y)
        std::copy_n(scaled.constScanLine(y), static_cast<std::size_t>(scaled.width()) * 3, result.pixel(y, 0));
    return result;
}

/// The map at the picture's size, bilinear; a preview need not be exact.
ScoreMap stretched(const ScoreMap &map, int height, int width)
{
    ScoreMap result(height, width);
    for (int y = 0; y < height; ++y) {
        const double v = std::clamp((y + 0.5) * map.height / height - 0.5, 0.0, map.height - 1.0);
        const int y0 = static_cast<int>(v);
        const int y1 = std::min(y0 + 1, map.height - 1);
        const auto fy = static_cast<float>(v - y0);
        for (int x = 0; x < width; ++x) {
            const double u = std::clamp((x + 0.5) * map.width / width - 0.5, 0.0, map.width - 1.0);
            const int x0 = static_cast<int>(u);
            const int x1 = std::min(x0 + 1, map.width - 1);
            const auto fx = static_cast<float>(u - x0);
            const float top = map.at(y0, x0) + fx * (map.at(y0, x1) - map.at(y0, x0));
            const float bottom = map.at(y1, x0) + fx * (map.at(y1, x1) - map.at(y1, x0));
            result.at(y, x) = top + fy * (bottom - top);
        }
    }
    return result;
}

} // namespace

MapPreview::MapPreview(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Score map of the watched picture"));
    setToolTip(tr("What the model in training says of this picture, renewed after each epoch. Bright means unlike the good pictures."));
}

void MapPreview::setPicture(const Sample &sample, const QString &name, const QString &why)
{
    clear(why);
    m_name = name;
    const quint64 ticket = ++m_ticket;
    auto *job = new Job(tr("Reading a picture"), [this, sample, ticket](const RunContext &) -> Job::Deliver {
        const RgbImage picture = small(loadImage(sample));
        return [this, picture, ticket] {
            if (ticket != m_ticket)
                return;
            m_picture = picture;
            compose();
        };
    }, this);
    connect(job, &Job::finished, this, [this, job, ticket] {
        if (job->state() == Job::State::Failed && ticket == m_ticket) {
            m_why = job->error();
            update();
        }
        job->deleteLater();
    });
    job->start();
}

void MapPreview::clear(const QString &why)
{
    ++m_ticket;
    m_picture = {};
    m_map = {};
    m_shown = {};
    m_highest = 0;
    m_epoch = 0;
    m_name.clear();
    m_why = why;
    update();
}

void MapPreview::setMap(const ScoreMap &map, int epoch)
{
    m_map = map;
    m_epoch = epoch;
    for (const float score : map.values)
        m_highest = std::max(m_highest, score);
    compose();
}

void MapPreview::compose()
{
    if (m_picture.empty())
        return;
    RgbImage shown = m_picture;
    if (!m_map.empty())
        shown = overlay(m_picture, stretched(m_map, m_picture.height, m_picture.width), m_highest * 0.35F, m_highest, ColorMap::Inferno, kOpacity);
    m_shown = QImage(shown.pixels.data(), shown.width, shown.height, shown.width * 3, QImage::Format_RGB888).copy();
    update();
}

QString MapPreview::caption() const
{
    if (m_shown.isNull())
        return m_why;
    return m_map.empty() ? m_why : tr("%1, after epoch %2").arg(m_name).arg(m_epoch);
}

void MapPreview::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colors colors = colorsFor(palette());
    const int line = fontMetrics().height() + 6;
    const QRect area = rect().adjusted(0, 0, 0, -line);
    painter.fillRect(area, colors.canvas);
    if (!m_shown.isNull()) {
        const QSize size = m_shown.size().scaled(area.size(), Qt::KeepAspectRatio);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(QRect(area.center() - QPoint(size.width() / 2, size.height() / 2), size), m_shown);
    } else {
        painter.setPen(colors.textMuted);
        painter.drawText(area.adjusted(kGridPx, kGridPx, -kGridPx, -kGridPx), Qt::AlignCenter | Qt::TextWordWrap, m_why);
        return;
    }
    painter.setPen(colors.textMuted);
    painter.drawText(QRect(0, height() - line, width(), line), Qt::AlignLeft | Qt::AlignBottom, fontMetrics().elidedText(caption(), Qt::ElideMiddle, width()));
}

void MapPreview::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

} // namespace flawscope::ui
