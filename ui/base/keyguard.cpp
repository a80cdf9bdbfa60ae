// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/keyguard.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QScrollBar>
#include <QWidget>

namespace flawscope::ui {

namespace {

bool isArrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Home || key == Qt::Key_End
           || key == Qt::Key_PageUp || key == Qt::Key_PageDown;
}

bool uses(const QWidget &widget, int key)
{
    if (qobject_cast<const QAbstractButton *>(&widget) != nullptr)
        return key == Qt::Key_Space;
    if (qobject_cast<const QScrollBar *>(&widget) != nullptr)
        return false;
    if (qobject_cast<const QAbstractSlider *>(&widget) != nullptr || qobject_cast<const QAbstractSpinBox *>(&widget) != nullptr)
        return isArrow(key);
    return qobject_cast<const QComboBox *>(&widget) != nullptr && (isArrow(key) || key == Qt::Key_Space);
}

bool keeps(const QWidget *widget, int key)
{
    for (; widget != nullptr; widget = widget->isWindow() ? nullptr : widget->parentWidget()) {
        if (widget->property("keepsKeys").toList().contains(key))
            return true;
    }
    return false;
}

} // namespace

void KeyGuard::keep(QWidget *widget, const QList<Qt::Key> &keys)
{
    QVariantList list;
    for (const Qt::Key key : keys)
        list << static_cast<int>(key);
    widget->setProperty("keepsKeys", list);
}

bool KeyGuard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride || !watched->isWidgetType())
        return false;
    auto *key = static_cast<QKeyEvent *>(event);
    const auto *widget = static_cast<const QWidget *>(watched);
    if ((key->modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier || (!uses(*widget, key->key()) && !keeps(widget, key->key())))
        return false;
    key->accept();
    return true;
}

} // namespace flawscope::ui
