// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/numberbox.h"

#include <QRegularExpression>

#include <cmath>

namespace flawscope::ui {

namespace {

constexpr int kDecimals = 12;
constexpr int kDigits = 9;
constexpr int kWidthPx = 112;

} // namespace

NumberBox::NumberBox(bool whole, QWidget *parent) : QDoubleSpinBox(parent), m_whole(whole)
{
    setDecimals(whole ? 0 : kDecimals);
    if (!whole)
        setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    setCorrectionMode(QAbstractSpinBox::CorrectToNearestValue);
    setKeyboardTracking(true);
}

QString NumberBox::textFromValue(double value) const
{
    return m_whole ? QString::number(value, 'f', 0) : locale().toString(value, 'g', kDigits);
}

QString NumberBox::bare(const QString &text) const
{
    QString number = text;
    if (!suffix().isEmpty() && number.endsWith(suffix()))
        number.chop(suffix().size());
    return number.trimmed();
}

double NumberBox::valueFromText(const QString &text) const
{
    bool ok = false;
    const double number = locale().toDouble(bare(text), &ok);
    return ok ? number : value();
}

QValidator::State NumberBox::validate(QString &input, int &) const
{
    const QString text = bare(input);
    bool ok = false;
    const double number = locale().toDouble(text, &ok);
    if (!ok) {
        static const QRegularExpression begun(m_whole ? QStringLiteral("^-?\\d*$") : QStringLiteral("^-?\\d*[.,]?\\d*([eE][-+]?\\d*)?$"));
        return begun.match(text).hasMatch() ? QValidator::Intermediate : QValidator::Invalid;
    }
    if (m_whole && number != std::floor(number))
        return QValidator::Invalid;
    return number >= minimum() && number <= maximum() ? QValidator::Acceptable : QValidator::Intermediate;
}

QSize NumberBox::sizeHint() const { return {kWidthPx, QDoubleSpinBox::sizeHint().height()}; }
QSize NumberBox::minimumSizeHint() const { return {kWidthPx, QDoubleSpinBox::minimumSizeHint().height()}; }

} // namespace flawscope::ui
