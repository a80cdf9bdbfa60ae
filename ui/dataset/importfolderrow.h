// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dataset/importplan.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace flawscope::ui {

/// One folder of an import: where it is, what its pictures are for, and the class of its defects.
class ImportFolderRow final : public QWidget {
    Q_OBJECT
public:
    explicit ImportFolderRow(const ImportFolder &folder, QWidget *parent = nullptr);

    [[nodiscard]] ImportFolder folder() const;

Q_SIGNALS:
    void changed();
    void removed();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void elide();
    void paintIcon();

    QString m_folder;
    QLabel *m_icon;
    QLabel *m_path;
    QComboBox *m_role;
    QLineEdit *m_class;
    QToolButton *m_remove;
};

} // namespace flawscope::ui
