// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/falsealarmpanel.h"

#include "ui/base/format.h"
#include "ui/base/keyguard.h"
#include "ui/base/theme.h"
#include "ui/models/project.h"
#include "ui/threshold/provenance.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace flawscope::ui {

FalseAlarmPanel::FalseAlarmPanel(ThresholdController &controller, QWidget *parent)
    : QFrame(parent), m_controller(controller), m_rate(new QDoubleSpinBox(this)), m_source(new QComboBox(this)), m_prove(new QCheckBox(tr("proven with"), this)),
      m_confidence(new QDoubleSpinBox(this)), m_promise(new QLabel(this)), m_use(new QPushButton(tr("Use"), this))
{
    setFrameShape(QFrame::StyledPanel);
    KeyGuard::keep(this, {Qt::Key_Escape});
    setAccessibleName(tr("False-alarm target"));
    makeFields();
    auto *close = new QPushButton(tr("Close"), this);
    close->setToolTip(tr("Leave the threshold as it is (Esc)"));
    m_use->setProperty("role", "primary");
    m_use->setToolTip(tr("Set the threshold to this value"));
    auto *fields = new QHBoxLayout;
    fields->setSpacing(kGridPx);
    for (QWidget *widget : std::initializer_list<QWidget *>{new QLabel(tr("At most"), this), m_rate, new QLabel(tr("false alarms,"), this), m_prove, m_confidence,
                                                            new QLabel(tr("confidence, from"), this), m_source})
        fields->addWidget(widget);
    fields->addStretch(1);
    fields->addWidget(m_use);
    fields->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGridPx, kGridPx, kGridPx, kGridPx);
    layout->setSpacing(kGridPx / 2);
    layout->addLayout(fields);
    layout->addWidget(m_promise);
    m_promise->setWordWrap(true);
    connect(m_use, &QPushButton::clicked, this, [this] {
        m_controller.applyFalseAlarm(source(), options());
        hide();
    });
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    connect(&controller, &ThresholdController::dataChanged, this, [this] {
        if (isVisible()) {
            refreshSources();
            refreshPromise();
        }
    });
    hide();
}

void FalseAlarmPanel::makeFields()
{
    const LabelFreeOptions defaults;
    const auto percent = [](QDoubleSpinBox *box, double value, const QString &name) {
        box->setSuffix(tr(" %"));
        box->setDecimals(2);
        box->setRange(0.01, 99.99);
        box->setValue(value * 100);
        box->setAccessibleName(name);
        box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    };
    percent(m_rate, defaults.falseAlarmRate, tr("Wanted false-alarm rate"));
    percent(m_confidence, defaults.confidence, tr("Confidence"));
    m_rate->setToolTip(tr("The share of good parts that may be called a defect"));
    m_confidence->setToolTip(tr("How sure the bound on the false-alarm rate shall be"));
    m_prove->setChecked(defaults.rule == LabelFreeRule::Bound);
    m_prove->setToolTip(tr("Off: as many of these good pictures may be called a defect as the rate allows. "
                           "On: the threshold is set so high that the rate is proven for future parts, too, as far as the pictures suffice."));
    m_source->setAccessibleName(tr("Good pictures"));
    m_source->setToolTip(tr("Only pictures that the run did not learn from can tell"));
    for (QDoubleSpinBox *box : {m_rate, m_confidence})
        connect(box, &QDoubleSpinBox::valueChanged, this, &FalseAlarmPanel::refreshPromise);
    connect(m_prove, &QCheckBox::toggled, this, &FalseAlarmPanel::refreshPromise);
    connect(m_source, &QComboBox::activated, this, &FalseAlarmPanel::refreshPromise);
}

void FalseAlarmPanel::open()
{
    refreshSources();
    refreshPromise();
    show();
    m_rate->setFocus(Qt::OtherFocusReason);
    m_rate->selectAll();
}

LabelFreeOptions FalseAlarmPanel::options() const
{
    LabelFreeOptions options;
    options.falseAlarmRate = m_rate->value() / 100;
    options.confidence = m_confidence->value() / 100;
    options.rule = m_prove->isChecked() ? LabelFreeRule::Bound : LabelFreeRule::Quantile;
    return options;
}

GoodSource FalseAlarmPanel::source() const { return m_source->count() == 0 ? GoodSource::Both : static_cast<GoodSource>(m_source->currentData().toInt()); }

void FalseAlarmPanel::refreshSources()
{
    const std::size_t heldOut = goodScores(m_controller.project(), GoodSource::HeldOut).size();
    const std::size_t test = goodScores(m_controller.project(), GoodSource::Test).size();
    const QVariant chosen = m_source->currentData();
    m_source->clear();
    const auto add = [&](const QString &text, std::size_t count, GoodSource source) {
        if (count > 0)
            m_source->addItem(text.arg(countText(static_cast<std::int64_t>(count))), static_cast<int>(source));
    };
    add(tr("%1 held-out pictures"), heldOut, GoodSource::HeldOut);
    add(tr("%1 good test pictures"), test, GoodSource::Test);
    if (heldOut > 0)
        add(tr("all %1"), test == 0 ? 0 : heldOut + test, GoodSource::Both);
    if (const int place = m_source->findData(chosen); chosen.isValid() && place >= 0)
        m_source->setCurrentIndex(place);
}

void FalseAlarmPanel::refreshPromise()
{
    const auto found = m_source->count() == 0 ? std::nullopt : falseAlarmThreshold(m_controller.project(), source(), options());
    m_use->setEnabled(found.has_value());
    if (!found) {
        m_promise->setText(tr("There is no good picture with a score that the run did not learn from. Add good test pictures, or hold some out when you train."));
        return;
    }
    m_promise->setText(tr("Threshold %1: %2 of %3 good pictures are at or above it. %4")
                           .arg(scoreText(found->value), countText(static_cast<std::int64_t>(found->falseAlarms)),
                                countText(static_cast<std::int64_t>(found->goodCount)), boundText(*found, m_controller.kind())));
}

void FalseAlarmPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_use->isEnabled())
        m_use->click();
    else
        QFrame::keyPressEvent(event);
}

} // namespace flawscope::ui
