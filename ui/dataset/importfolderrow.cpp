// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/importfolderrow.h"

#include "ui/base/icons.h"
#include "ui/base/theme.h"

#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace flawscope::ui {

ImportFolderRow::ImportFolderRow(const ImportFolder &folder, QWidget *parent)
    : QWidget(parent), m_folder(folder.folder), m_icon(new QLabel(this)), m_path(new QLabel(this)), m_role(new QComboBox(this)), m_class(new QLineEdit(folder.defectClass, this)),
      m_remove(new QToolButton(this))
{
    paintIcon();
    m_path->setToolTip(QDir::toNativeSeparators(m_folder));
    m_path->setAccessibleName(m_folder);
    m_path->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_role->addItem(tr("A data set: find out its layout"), static_cast<int>(FolderRole::Whole));
    m_role->addItem(tr("Good parts for training"), static_cast<int>(FolderRole::TrainGood));
    m_role->addItem(tr("Good parts for test"), static_cast<int>(FolderRole::TestGood));
    m_role->addItem(tr("Defects for test"), static_cast<int>(FolderRole::TestDefect));
    m_role->addItem(tr("Unlabelled pictures for test"), static_cast<int>(FolderRole::TestUnknown));
    m_role->addItem(tr("Masks of the defects"), static_cast<int>(FolderRole::Masks));
    m_role->setCurrentIndex(m_role->findData(static_cast<int>(folder.role)));
    m_role->setAccessibleName(tr("What the pictures in %1 are for").arg(QDir(m_folder).dirName()));
    m_role->setToolTip(tr("What the pictures in this folder are for"));
    m_class->setPlaceholderText(tr("Class, e.g. scratch"));
    m_class->setAccessibleName(tr("Defect class of the pictures in %1").arg(QDir(m_folder).dirName()));
    m_class->setFixedWidth(136);
    m_class->setVisible(folder.role == FolderRole::TestDefect);
    m_remove->setIcon(themedIcon(QStringLiteral("cancel")));
    m_remove->setAutoRaise(true);
    m_remove->setToolTip(tr("Leave this folder out"));
    m_remove->setAccessibleName(tr("Leave %1 out").arg(QDir(m_folder).dirName()));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    layout->addWidget(m_icon);
    layout->addWidget(m_path, 1);
    layout->addWidget(m_class);
    layout->addWidget(m_role);
    layout->addWidget(m_remove);
    connect(m_role, &QComboBox::currentIndexChanged, this, [this] {
        const bool defect = m_role->currentData().toInt() == static_cast<int>(FolderRole::TestDefect);
        m_class->setVisible(defect);
        if (defect && m_class->text().isEmpty())
            m_class->setText(QDir(m_folder).dirName());
        Q_EMIT changed();
    });
    connect(m_class, &QLineEdit::editingFinished, this, &ImportFolderRow::changed);
    connect(m_remove, &QToolButton::clicked, this, &ImportFolderRow::removed);
}

ImportFolder ImportFolderRow::folder() const
{
    const auto role = static_cast<FolderRole>(m_role->currentData().toInt());
    return {m_folder, role, role == FolderRole::TestDefect ? m_class->text().trimmed() : QString()};
}

void ImportFolderRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    elide();
}

void ImportFolderRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintIcon();
}

void ImportFolderRow::paintIcon() { m_icon->setPixmap(themedIcon(QStringLiteral("folder")).pixmap(QSize(18, 18), devicePixelRatioF())); }

void ImportFolderRow::elide() { m_path->setText(fontMetrics().elidedText(QDir::toNativeSeparators(m_folder), Qt::ElideMiddle, m_path->width())); }

} // namespace flawscope::ui
