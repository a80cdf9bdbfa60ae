// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>
#include <QVariant>

#include <functional>

class QMenu;

namespace flawscope::ui {

/// A compact button of the filter bar: closed it says what is let through, open it lists the choices with their counts. Several can be
/// chosen while the menu stays open.
class FilterChip final : public QToolButton {
    Q_OBJECT
public:
    struct Option {
        QString text;
        QVariant value;
        qint64 count = 0;
    };
    using Options = std::function<QList<Option>()>; ///< Asked each time the menu opens.

    FilterChip(const QString &title, Options options, QWidget *parent = nullptr);
    /// A chip with a menu of its own.
    FilterChip(const QString &title, QMenu *menu, QWidget *parent = nullptr);

    [[nodiscard]] const QVariantList &chosen() const { return m_chosen; }
    /// @param words  what the closed chip says of it
    void setChosen(const QVariantList &chosen, const QString &words);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void chosenChanged(const QVariantList &chosen);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void prepare(const QString &title);
    void fillMenu();
    [[nodiscard]] QString caption() const;

    QString m_title;
    QString m_words; ///< Empty: lets everything through.
    Options m_options;
    QVariantList m_chosen;
    QMenu *m_menu;
};

} // namespace flawscope::ui
