// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/matrixcell.h"

#include "ui/base/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace flawscope::ui {

MatrixCell::MatrixCell(Tone tone, bool wrong, QWidget *parent) : QAbstractButton(parent), m_tone(tone), m_wrong(wrong)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void MatrixCell::show(const QString &word, const QString &count, const QString &shareText, double share)
{
    if (word == m_word && count == text() && shareText == m_shareText)
        return;
    m_word = word;
    m_shareText = shareText;
    m_share = share;
    setText(count);
    setAccessibleName(QStringLiteral("%1: %2, %3").arg(word, count, shareText));
    update();
}

void MatrixCell::paintEvent(QPaintEvent *)
{
    const Colors colors = colorsFor(palette());
    QColor tint = m_tone == Tone::Good ? colors.good : m_tone == Tone::Defect ? colors.defect : colors.unsure;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    const bool active = isEnabled() && (underMouse() || hasFocus());
    QColor fill = tint;
    fill.setAlpha(20 + static_cast<int>(70 * std::clamp(m_share, 0.0, 1.0)));
    painter.setBrush(colors.raised);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(box, 4, 4);
    painter.setBrush(fill);
    painter.setPen(QPen(active ? colors.accent : m_wrong ? tint : colors.border, active || m_wrong ? 2 : 1));
    painter.drawRoundedRect(box, 4, 4);

    const QFontMetrics metrics(font());
    QFont big = font();
    big.setPointSizeF(font().pointSizeF() * 1.5);
    big.setWeight(QFont::DemiBold);
    const int line = metrics.height();
    const int bigLine = QFontMetrics(big).height();
    int y = (height() - 2 * line - bigLine) / 2;
    painter.setPen(colors.textMuted);
    painter.drawText(QRect(4, y, width() - 8, line), Qt::AlignCenter, m_word);
    painter.setFont(big);
    painter.setPen(colors.text);
    painter.drawText(QRect(4, y += line, width() - 8, bigLine), Qt::AlignCenter, text());
    painter.setFont(font());
    painter.setPen(colors.textMuted);
    painter.drawText(QRect(4, y += bigLine, width() - 8, line), Qt::AlignCenter, m_shareText);
}

void MatrixCell::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
}

} // namespace flawscope::ui
