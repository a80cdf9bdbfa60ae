// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/imagecanvas.h"

#include "ui/base/format.h"
#include "ui/inspection/canvashud.h"
#include "ui/inspection/canvastool.h"
#include "ui/inspection/foundregions.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/regionmodel.h"
#include "ui/inspection/roigeometry.h"
#include "ui/inspection/scorecolors.h"
#include "ui/models/project.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

constexpr int kGapPx = 4;   ///< Between two panes.

} // namespace

ImageCanvas::ImageCanvas(InspectionState &state, QWidget *parent) : QWidget(parent), m_state(state), m_colors(colorsFor(palette()))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Picture"));
    setAccessibleDescription(tr("The picture with its score map. Wheel or + and − zoom, Ctrl and arrow keys pan."));
    connect(&state, &InspectionState::pictureChanged, this, [this] {
        layOut();
        updateReadout();
        update();
    });
    connect(&state, &InspectionState::layersChanged, this, [this] {
        updateReadout();
        update();
    });
    connect(&state, &InspectionState::regionsChanged, this, qOverload<>(&QWidget::update));
    connect(&state, &InspectionState::displayChanged, this, [this] {
        layOut();
        updateCursor();
        updateReadout();
        update();
    });
    connect(&state, &InspectionState::currentRegionChanged, this, &ImageCanvas::showRegion);
    connect(&state.project(), &Project::decisionChanged, this, qOverload<>(&QWidget::update)); // the legend's tick
    connect(&state.project(), &Project::regionsOfInterestChanged, this, [this] {
        m_ignoredStale = true;
        update();
    });
    layOut();
}

QRect ImageCanvas::paneRect() const
{
    if (m_state.display().mode != CompareMode::Side)
        return rect();
    return {0, 0, (width() - kGapPx) / 2, height()};
}

QPoint ImageCanvas::paneOrigin(const QPoint &position) const
{
    const QRect first = paneRect();
    return m_state.display().mode == CompareMode::Side && position.x() >= first.width() + kGapPx ? QPoint(first.width() + kGapPx, 0) : QPoint();
}

void ImageCanvas::layOut()
{
    changeView([this] {
        m_view.setPane(paneRect().size(), devicePixelRatioF());
        if (const QSize size = m_state.pictureSize(); !size.isEmpty())
            m_view.setPicture(size);
    });
}

void ImageCanvas::changeView(const std::function<void()> &change)
{
    const ViewTransform before = m_view;
    change();
    if (m_view == before)
        return;
    updateReadout();
    update();
    if (m_view.zoom() != before.zoom())
        Q_EMIT zoomChanged(m_view.zoom());
}

void ImageCanvas::fit()
{
    changeView([this] { m_view.fit(); });
}

void ImageCanvas::actualSize()
{
    changeView([this] { m_view.zoomAbout(m_cursor ? QPointF(*m_cursor - paneOrigin(*m_cursor)) : QPointF(paneRect().center()), 1); });
}

void ImageCanvas::zoomBy(double factor)
{
    changeView([this, factor] { m_view.zoomAbout(QRectF(paneRect()).center(), m_view.zoom() * factor); });
}

void ImageCanvas::setTool(CanvasTool *tool)
{
    if (m_tool)
        m_tool->disconnect(this);
    m_tool = tool;
    if (tool != nullptr)
        connect(tool, &CanvasTool::changed, this, [this] {
            updateCursor();
            update();
        });
    updateCursor();
    update();
}

void ImageCanvas::setSwipe(double share)
{
    m_swipe = std::clamp(share, 0.0, 1.0);
    update();
}

QPointF ImageCanvas::mapFromImage(const QPointF &image) const { return m_view.mapFromImage(image); }
QPointF ImageCanvas::toImage(const QPoint &position) const { return m_view.mapToImage(position - paneOrigin(position)); }

QString ImageCanvas::runTitle(RunId run) const
{
    const RunRecord *record = m_state.project().run(run);
    return record == nullptr ? QString() : toQString(record->name);
}

std::vector<ImageCanvas::Side> ImageCanvas::sides() const
{
    const DisplayOptions &display = m_state.display();
    const QString current = runTitle(m_state.project().currentRun());
    Side main{rect(), {}, 0, {m_state.shownMap(), nullptr, m_state.rangeHi(), m_state.rangeLo()}, &m_state.regions().regions(), true, {}};
    if (display.mode == CompareMode::Single)
        return {main};
    const bool hasOther = display.otherRun != 0;
    if (display.mode == CompareMode::Difference) {
        main.overlay.minus = m_state.otherMap();
        main.overlay.rangeHi = display.rangeHi ? *display.rangeHi : m_state.rangeHi() / 2; // Two runs differ by less than what either finds.
        main.title = hasOther ? tr("%1 minus %2").arg(current, runTitle(display.otherRun)) : tr("Choose a run to compare with");
        if (!m_state.otherMap() || m_state.otherMap()->map.empty())
            main.overlay.map = nullptr;
        return {main};
    }
    Side other{rect(), {}, 1, {m_state.otherMap(), nullptr, m_state.rangeHi(), m_state.rangeLo()}, hasOther ? &m_state.otherRegions() : nullptr, false,
               hasOther ? runTitle(display.otherRun) : tr("Picture")};
    main.title = current;
    if (display.mode == CompareMode::Side) {
        const QRect pane = paneRect();
        other.clip = pane;
        main.origin = {pane.width() + kGapPx, 0};
        main.clip = pane.translated(main.origin);
    } else {
        const int line = static_cast<int>(std::lround(m_swipe * width()));
        other.clip.setRight(line - 1);
        main.clip.setLeft(line);
    }
    return {other, main};
}

const QPainterPath &ImageCanvas::ignored()
{
    if (m_ignoredStale || m_ignoredFor != m_view.picture()) {
        m_ignored = ignoredPath(m_state.project().regionsOfInterest(), QSizeF(m_view.picture()));
        m_ignoredFor = m_view.picture();
        m_ignoredStale = false;
    }
    return m_ignored;
}

void ImageCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto &picture = m_state.picture();
    const std::vector<Side> all = sides();
    if (!picture || picture->isNull()) {
        painter.fillRect(rect(), m_colors.canvas);
        paintPlaceholder(painter);
    } else {
        if (m_state.display().mode == CompareMode::Side)
            painter.fillRect(rect(), m_colors.border);
        m_layers.base(picture, m_view, m_state.display(), m_colors.canvas);
        for (const Side &side : all)
            paintSide(painter, side);
        paintHud(painter, all);
    }
    if (hasFocus()) {
        painter.setPen(QPen(m_colors.accent, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
    const bool hasPicture = picture != nullptr;
    const bool hasMap = !m_state.isScored() || m_state.shownMap() != nullptr;
    Q_EMIT painted(m_state.image(), hasPicture, hasPicture && hasMap);
}

void ImageCanvas::paintSide(QPainter &painter, const Side &side)
{
    painter.save();
    painter.setClipRect(side.clip);
    const QImage &pixels = m_layers.composed(side.slot, side.overlay, m_state.display(), ignored());
    painter.drawImage(QRectF(side.origin, m_view.pane()), pixels, QRectF(pixels.rect()));
    painter.translate(side.origin);
    paintOutlines(painter, side);
    if (m_tool)
        m_tool->paint(painter, m_view);
    painter.restore();
}

void ImageCanvas::paintOutlines(QPainter &painter, const Side &side) const
{
    const DisplayOptions &display = m_state.display();
    const QTransform transform = m_view.transform();
    const QRectF visible = m_view.visible();
    if (display.truth && m_state.truth() && !m_state.truth()->mask.empty()) {
        const Mask &mask = m_state.truth()->mask;
        const QTransform scaled = QTransform::fromScale(static_cast<double>(m_view.picture().width()) / mask.width, static_cast<double>(m_view.picture().height()) / mask.height);
        drawOutline(painter, (scaled * transform).map(m_state.truth()->outline), m_colors.dark ? m_colors.truth : QColor(QStringLiteral("#3FD0D0")), 2, Qt::CustomDashLine);
    }
    if (display.contours && side.regions != nullptr) {
        QPainterPath path;
        for (const FoundRegion &region : *side.regions) {
            if (visible.intersects(QRectF(region.box)))
                path.addPath(transform.map(region.path));
        }
        drawOutline(painter, path, m_colors.contour, 1);
    }
    const int current = m_state.currentRegion();
    if (side.primary && current >= 0) {
        const FoundRegion &region = m_state.regions().regions()[static_cast<std::size_t>(current)];
        drawOutline(painter, transform.map(region.path), QColor(QStringLiteral("#6FB1FF")), 3);
    }
}

void ImageCanvas::paintPlaceholder(QPainter &painter)
{
    const auto &picture = m_state.picture();
    if (picture && !picture->failure().isEmpty()) {
        painter.setPen(m_colors.text);
        painter.drawText(rect().adjusted(4 * kGridPx, 0, -4 * kGridPx, 0), Qt::AlignCenter | Qt::TextWordWrap, tr("This picture cannot be read.\n%1").arg(picture->failure()));
        return;
    }
    const QPixmap thumbnail = m_placeholder && m_state.image() != 0 ? m_placeholder(m_state.image()) : QPixmap();
    if (thumbnail.isNull() || m_view.picture().isEmpty())
        return;
    painter.save();
    painter.setClipRect(paneRect());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(m_view.mapFromImage(QRectF(QPointF(), QSizeF(m_view.picture()))), thumbnail, QRectF(thumbnail.rect()));
    painter.restore();
}

void ImageCanvas::paintSwipeLine(QPainter &painter) const
{
    const double x = std::round(m_swipe * width());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(QColor(16, 16, 16, 160), 4));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    painter.setPen(QPen(Qt::white, 2));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    painter.setPen(QPen(QColor(16, 16, 16, 160), 1));
    painter.setBrush(Qt::white);
    const QPointF centre(x, height() / 2.0);
    painter.drawEllipse(centre, 12, 12);
    painter.setPen(QPen(QColor(30, 33, 37), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const double way : {-1.0, 1.0})
        painter.drawPolyline(QPolygonF({centre + QPointF(3 * way, -4), centre + QPointF(7 * way, 0), centre + QPointF(3 * way, 4)}));
    painter.restore();
}

void ImageCanvas::paintHud(QPainter &painter, const std::vector<Side> &sides) const
{
    const DisplayOptions &display = m_state.display();
    if (display.mode == CompareMode::Swipe)
        paintSwipeLine(painter);
    for (const Side &side : sides)
        drawChip(painter, display.mode == CompareMode::Side ? QRectF(side.clip) : QRectF(rect()), side.primary && display.mode != CompareMode::Difference ? Qt::TopRightCorner : Qt::TopLeftCorner, side.title);
    drawChip(painter, rect(), Qt::BottomLeftCorner, m_readout);
    const Side &main = sides.back();
    if (!display.overlay || !main.overlay.map || main.overlay.map->map.empty())
        return;
    const bool difference = main.overlay.minus != nullptr;
    Legend legend{difference ? differenceGradient(Qt::Vertical) : gradient(display.colors, Qt::Vertical), difference ? -main.overlay.rangeHi : main.overlay.rangeLo, main.overlay.rangeHi, {}};
    if (const auto &pixel = m_state.project().decision().pixel; pixel && !difference && display.scale < 0)
        legend.threshold = pixel->value;
    drawLegend(painter, rect(), legend);
}

void ImageCanvas::resizeEvent(QResizeEvent *) { layOut(); }

} // namespace flawscope::ui
