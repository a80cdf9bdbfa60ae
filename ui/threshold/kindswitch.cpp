// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/kindswitch.h"

#include "ui/base/actions.h"

#include <QAction>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace flawscope::ui {

KindSwitch::KindSwitch(ThresholdController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_pictures(new QToolButton(this)), m_pixels(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *group = new QButtonGroup(this);
    const QString tip = controller.context().actions["threshold.pixels"]->toolTip();
    const std::pair<QToolButton *, QString> both[] = {{m_pictures, tr("Pictures")}, {m_pixels, tr("Pixels")}};
    for (const auto &[button, text] : both) {
        button->setText(text);
        button->setCheckable(true);
        button->setProperty("role", "choice");
        button->setToolTip(tip);
        button->setAccessibleName(button == m_pictures ? tr("Threshold of pictures") : tr("Threshold of pixels"));
        button->setFocusPolicy(Qt::TabFocus);
        group->addButton(button);
        layout->addWidget(button);
    }
    connect(m_pictures, &QToolButton::clicked, this, [this] { m_controller.setKind(ThresholdKind::Images); });
    connect(m_pixels, &QToolButton::clicked, this, [this] { m_controller.setKind(ThresholdKind::Pixels); });
    connect(&controller, &ThresholdController::kindChanged, this, &KindSwitch::refresh);
    refresh();
}

void KindSwitch::refresh() { (m_controller.kind() == ThresholdKind::Images ? m_pictures : m_pixels)->setChecked(true); }

} // namespace flawscope::ui
