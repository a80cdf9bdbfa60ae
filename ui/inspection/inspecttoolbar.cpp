// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/inspecttoolbar.h"

#include "core/engine/encoders/encoderinfo.h"
#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/inspection/adjustpanel.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/scorecolors.h"
#include "ui/inspection/toolbuttons.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

QIcon gradientIcon(ColorMap colors)
{
    return QIcon(QPixmap::fromImage(gradient(colors, Qt::Horizontal).scaled(28, 14)));
}

/// "1/8": how much smaller the scale's features are than the picture; its number where the network is not known.
QString scaleName(const Project &project, int scale)
{
    const RunRecord *run = project.run(project.currentRun());
    if (run != nullptr) {
        for (const EncoderInfo &encoder : encoderCatalogue()) {
            std::vector<int> strides;
            for (const TapInfo &tap : encoder.taps) {
                const std::vector<std::string> &wanted = run->options.encoder.taps;
                const bool chosen = wanted.empty() ? tap.isDefault : std::any_of(wanted.begin(), wanted.end(), [&](const std::string &name) { return name == tap.name || name == tap.alias; });
                if (chosen)
                    strides.push_back(tap.stride);
            }
            if (encoder.name == run->options.encoder.name && scale < static_cast<int>(strides.size()))
                return QStringLiteral("1/%1").arg(strides[static_cast<std::size_t>(scale)]);
        }
    }
    return InspectToolBar::tr("Scale %1").arg(scale + 1);
}

} // namespace

InspectToolBar::InspectToolBar(const ViewContext &context, InspectionState &state, QWidget *parent)
    : QWidget(parent), m_context(context), m_state(state), m_name(new QLabel(this)), m_position(new QLabel(this)), m_opacity(new QSlider(Qt::Horizontal, this)),
      m_adjustPanel(new AdjustPanel(state, this))
{
    setAutoFillBackground(true);
    setFixedHeight(40);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGridPx, 4, kGridPx, 4);
    layout->setSpacing(1);
    layout->addWidget(iconButton(context.actions["image.previous"], this));
    layout->addWidget(iconButton(context.actions["image.next"], this));
    layout->addSpacing(kGridPx / 2);
    layout->addWidget(m_name, 1);
    layout->addSpacing(kGridPx);
    layout->addWidget(m_position);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_name->setMinimumWidth(72);
    m_name->setAccessibleName(tr("Name of the picture"));
    m_position->setProperty("role", "muted");
    m_position->setAccessibleName(tr("Place among the pictures that the filter shows"));
    buildLayers(*layout);
    buildCompare(*layout);
    for (const char *id : {"tool.pan", "tool.mask", "roi.edit"})
        layout->addWidget(iconButton(context.actions[id], this));
    connect(&state, &InspectionState::displayChanged, this, &InspectToolBar::refreshDisplay);
    connect(&context.project, &Project::currentImageChanged, this, &InspectToolBar::refreshTitle);
    connect(&context.project, &Project::imagesReset, this, &InspectToolBar::refreshTitle);
    connect(&context.filter, &QAbstractItemModel::modelReset, this, &InspectToolBar::refreshTitle);
    connect(&context.filter, &QAbstractItemModel::layoutChanged, this, &InspectToolBar::refreshTitle);
    connect(&context.filter, &QAbstractItemModel::rowsInserted, this, &InspectToolBar::refreshTitle);
    connect(&context.filter, &QAbstractItemModel::rowsRemoved, this, &InspectToolBar::refreshTitle);
    connect(&context.project, &Project::runsChanged, this, &InspectToolBar::fillRuns);
    connect(&context.project, &Project::scoresChanged, this, [this] {
        fillScales();
        fillRuns();
    });
    fillColors();
    fillScales();
    fillRuns();
    refreshDisplay();
    refreshTitle();
}

QToolButton *InspectToolBar::menuButton(const QString &name, const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::TabFocus);
    button->setMinimumHeight(28);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    button->setMenu(new QMenu(button));
    return button;
}

void InspectToolBar::buildLayers(QHBoxLayout &layout)
{
    layout.addWidget(separatorLine(this));
    layout.addWidget(iconButton(m_context.actions["view.overlay"], this));
    m_opacity->setRange(10, 100);
    m_opacity->setFixedWidth(64);
    m_opacity->setFocusPolicy(Qt::TabFocus);
    m_opacity->setAccessibleName(tr("Opacity of the score map"));
    m_opacity->setToolTip(tr("Opacity of the score map ([ and ])"));
    layout.addWidget(m_opacity);
    m_colors = menuButton(tr("Colours of the score map"), tr("Colours of the score map"));
    m_colors->setIconSize({28, 14});
    layout.addWidget(m_colors);
    m_scales = menuButton(tr("Scale of the score map"), tr("All scales together, or the map of one scale"));
    layout.addWidget(m_scales);
    layout.addWidget(iconButton(m_context.actions["view.contours"], this));
    layout.addWidget(iconButton(m_context.actions["view.truth"], this));
    connect(m_opacity, &QSlider::valueChanged, this, [this](int percent) {
        DisplayOptions display = m_state.display();
        display.opacity = percent / 100.0;
        m_state.setDisplay(display);
    });
}

void InspectToolBar::buildCompare(QHBoxLayout &layout)
{
    layout.addWidget(separatorLine(this));
    for (const char *id : {"compare.single", "compare.side", "compare.swipe", "compare.difference"})
        layout.addWidget(iconButton(m_context.actions[id], this));
    m_runs = menuButton(tr("Compare with"), tr("What is compared with: the picture alone, or another run"));
    m_runs->setText(tr("vs"));
    layout.addWidget(m_runs);
    layout.addWidget(separatorLine(this));
    m_adjust = new QToolButton(this);
    m_adjust->setAutoRaise(true);
    m_adjust->setFocusPolicy(Qt::TabFocus);
    m_adjust->setIcon(themedIcon(QStringLiteral("brightness")));
    m_adjust->setIconSize({18, 18});
    m_adjust->setMinimumSize(28, 28);
    m_adjust->setCheckable(true);
    m_adjust->setAccessibleName(tr("Brightness, contrast and range"));
    m_adjust->setToolTip(tr("Brightness and contrast for dark parts, and the range of the score colours"));
    connect(m_adjust, &QToolButton::clicked, this, [this] {
        m_adjustPanel->popUpBelow(*m_adjust);
        refreshDisplay();
    });
    layout.addWidget(m_adjust);
    m_zoom = menuButton(tr("Zoom"), tr("Pixels of the screen for each pixel of the picture"));
    m_zoom->setMinimumWidth(56);
    for (const char *id : {"view.fit", "view.actual-size", "view.zoom-in", "view.zoom-out"})
        m_zoom->menu()->addAction(m_context.actions[id]);
    layout.addWidget(m_zoom);
    layout.addWidget(iconButton(m_context.actions["view.fit"], this));
    layout.addWidget(separatorLine(this));
}

void InspectToolBar::fillColors()
{
    auto *group = new QActionGroup(m_colors->menu());
    for (int i = 0; i <= static_cast<int>(ColorMap::Grey); ++i) {
        const auto colors = static_cast<ColorMap>(i);
        QAction *choice = m_colors->menu()->addAction(gradientIcon(colors), colorMapTitle(colors));
        choice->setCheckable(true);
        choice->setData(i);
        group->addAction(choice);
        connect(choice, &QAction::triggered, this, [this, colors] {
            DisplayOptions display = m_state.display();
            display.colors = colors;
            m_state.setDisplay(display);
        });
    }
}

void InspectToolBar::fillScales()
{
    const auto scores = m_context.project.scores();
    QMenu *menu = m_scales->menu();
    menu->clear();
    qDeleteAll(menu->findChildren<QActionGroup *>());
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, int scale) {
        QAction *choice = menu->addAction(text);
        choice->setCheckable(true);
        choice->setData(scale);
        group->addAction(choice);
        connect(choice, &QAction::triggered, this, [this, scale] {
            DisplayOptions display = m_state.display();
            display.scale = scale;
            m_state.setDisplay(display);
        });
    };
    add(tr("All scales"), -1);
    for (int scale = 0; scores && scale < scores->scales(); ++scale)
        add(scaleName(m_context.project, scale), scale);
    m_scales->setEnabled(scores != nullptr && scores->scales() > 1);
    if (DisplayOptions display = m_state.display(); scores && display.scale >= scores->scales()) {
        display.scale = -1;
        m_state.setDisplay(display);
    }
    refreshDisplay();
}

void InspectToolBar::fillRuns()
{
    QMenu *menu = m_runs->menu();
    menu->clear();
    qDeleteAll(menu->findChildren<QActionGroup *>());
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, RunId run) {
        QAction *choice = menu->addAction(text);
        choice->setCheckable(true);
        choice->setData(static_cast<qlonglong>(run));
        group->addAction(choice);
        connect(choice, &QAction::triggered, this, [this, run] {
            DisplayOptions display = m_state.display();
            display.otherRun = run;
            if (run != 0 && display.mode == CompareMode::Single)
                display.mode = CompareMode::Side;
            if (run == 0 && display.mode == CompareMode::Difference)
                display.mode = CompareMode::Single;
            m_state.setDisplay(display);
        });
    };
    add(tr("Picture alone"), 0);
    for (const RunRecord &run : m_context.project.runs()) {
        if (run.id != m_context.project.currentRun() && run.scoredImages > 0)
            add(toQString(run.name), run.id);
    }
    refreshDisplay();
}

void InspectToolBar::refreshDisplay()
{
    const DisplayOptions &display = m_state.display();
    const QSignalBlocker blocker(m_opacity);
    m_opacity->setValue(static_cast<int>(std::lround(100 * display.opacity)));
    m_opacity->setEnabled(display.overlay);
    m_colors->setIcon(gradientIcon(display.colors));
    m_scales->setText(display.scale < 0 ? tr("All") : scaleName(m_context.project, display.scale));
    m_adjust->setChecked(display.isAdjusted() || display.rangeHi.has_value());
    const auto check = [](const QMenu *menu, qlonglong value) {
        for (QAction *choice : menu->actions())
            choice->setChecked(choice->data().toLongLong() == value);
    };
    check(m_colors->menu(), static_cast<int>(display.colors));
    check(m_scales->menu(), display.scale);
    check(m_runs->menu(), display.otherRun);
    const RunRecord *other = m_context.project.run(display.otherRun);
    const QString with = other == nullptr ? tr("picture") : toQString(other->name);
    m_runs->setText(display.mode == CompareMode::Single ? tr("vs") : tr("vs %1").arg(m_runs->fontMetrics().elidedText(with, Qt::ElideRight, 64)));
    m_runs->setEnabled(m_runs->menu()->actions().size() > 1);
}

void InspectToolBar::refreshTitle()
{
    const Project &project = m_context.project;
    const ImageRecord *record = project.image(project.currentImage());
    m_fullName = record == nullptr ? QString() : toQString(record->sample.name);
    m_name->setToolTip(m_fullName);
    m_name->setText(m_name->fontMetrics().elidedText(m_fullName, Qt::ElideLeft, std::max(40, m_name->width())));
    const int row = project.rowOf(project.currentImage());
    const QModelIndex shown = row < 0 ? QModelIndex() : m_context.filter.mapFromSource(m_context.filter.table().index(row, 0));
    m_position->setText(shown.isValid() ? tr("%1 / %2").arg(countText(shown.row() + 1), countText(m_context.filter.rowCount()))
                                        : tr("– / %1").arg(countText(m_context.filter.rowCount())));
    m_position->setToolTip(shown.isValid() ? QString() : tr("The filter does not show this picture"));
}

void InspectToolBar::showZoom(double zoom)
{
    const double percent = 100 * zoom;
    m_zoom->setText(tr("%1 %").arg(QLocale().toString(percent, 'f', percent < 9.95 ? 1 : 0)));
}

void InspectToolBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_name->setText(m_name->fontMetrics().elidedText(m_fullName, Qt::ElideLeft, std::max(40, m_name->width())));
}

void InspectToolBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

} // namespace flawscope::ui
