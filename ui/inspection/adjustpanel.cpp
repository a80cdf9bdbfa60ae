// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/adjustpanel.h"

#include "ui/base/theme.h"
#include "ui/inspection/inspectionstate.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QSlider>

#include <cmath>

namespace flawscope::ui {

AdjustPanel::AdjustPanel(InspectionState &state, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_state(state), m_brightness(new QSlider(Qt::Horizontal, this)), m_contrast(new QSlider(Qt::Horizontal, this)), m_shadows(new QSlider(Qt::Horizontal, this)),
      m_byHand(new QCheckBox(tr("Set the range by hand"), this)), m_rangeHi(new QDoubleSpinBox(this))
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Brightness, contrast and range"));
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(2 * kGridPx, 2 * kGridPx, 2 * kGridPx, 2 * kGridPx);
    layout->setHorizontalSpacing(2 * kGridPx);
    layout->setVerticalSpacing(kGridPx);
    const auto add = [&](int row, const QString &name, QSlider *slider, int lowest) {
        slider->setRange(lowest, 100);
        slider->setMinimumWidth(180);
        slider->setAccessibleName(name);
        auto *label = new QLabel(name, this);
        label->setBuddy(slider);
        layout->addWidget(label, row, 0);
        layout->addWidget(slider, row, 1);
        connect(slider, &QSlider::valueChanged, this, &AdjustPanel::apply);
    };
    add(0, tr("Brightness"), m_brightness, -100);
    add(1, tr("Contrast"), m_contrast, -100);
    add(2, tr("Lift dark parts"), m_shadows, 0);
    auto *reset = new QPushButton(tr("Reset"), this);
    reset->setToolTip(tr("Show the picture as it is"));
    layout->addWidget(reset, 3, 1, Qt::AlignRight);
    auto *note = new QLabel(tr("Score colours end at"), this);
    note->setBuddy(m_rangeHi);
    layout->addWidget(m_byHand, 4, 0, 1, 2);
    layout->addWidget(note, 5, 0);
    layout->addWidget(m_rangeHi, 5, 1);
    m_byHand->setToolTip(tr("Otherwise the range is the same for every picture of the data set, so that colours can be compared"));
    m_rangeHi->setRange(0.001, 100);
    m_rangeHi->setDecimals(3);
    m_rangeHi->setSingleStep(0.05);
    m_rangeHi->setAccessibleName(tr("Score at which the colours end"));
    connect(reset, &QPushButton::clicked, this, [this] {
        DisplayOptions display = m_state.display();
        display.brightness = display.contrast = display.shadows = 0;
        m_state.setDisplay(display);
    });
    connect(m_byHand, &QCheckBox::toggled, this, &AdjustPanel::apply);
    connect(m_rangeHi, qOverload<double>(&QDoubleSpinBox::valueChanged), this, &AdjustPanel::apply);
    connect(&state, &InspectionState::displayChanged, this, &AdjustPanel::refresh);
    refresh();
}

void AdjustPanel::refresh()
{
    const DisplayOptions &display = m_state.display();
    const auto show = [](QSlider *slider, double value) {
        const QSignalBlocker blocker(slider);
        slider->setValue(static_cast<int>(std::lround(100 * value)));
    };
    show(m_brightness, display.brightness);
    show(m_contrast, display.contrast);
    show(m_shadows, display.shadows);
    const QSignalBlocker blockHand(m_byHand);
    const QSignalBlocker blockRange(m_rangeHi);
    m_byHand->setChecked(display.rangeHi.has_value());
    m_rangeHi->setEnabled(display.rangeHi.has_value());
    m_rangeHi->setValue(m_state.rangeHi());
}

void AdjustPanel::apply()
{
    DisplayOptions display = m_state.display();
    display.brightness = m_brightness->value() / 100.0;
    display.contrast = m_contrast->value() / 100.0;
    display.shadows = m_shadows->value() / 100.0;
    display.rangeHi = m_byHand->isChecked() ? std::optional(m_rangeHi->value()) : std::nullopt;
    m_state.setDisplay(display);
}

void AdjustPanel::popUpBelow(const QWidget &button)
{
    adjustSize();
    refresh();
    QPoint at = button.mapToGlobal(QPoint(button.width() - width(), button.height() + 2));
    if (const QScreen *screen = button.screen())
        at.setX(std::max(at.x(), screen->availableGeometry().left()));
    move(at);
    show();
    m_brightness->setFocus();
}

} // namespace flawscope::ui
