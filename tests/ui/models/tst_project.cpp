// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What happens to labels, regions and the undo stack when the workspace cannot write: nothing, and the person hears of it.
#include "core/demo/demodataset.h"
#include "core/dataset/scan.h"
#include "core/workspace/workspace.h"
#include "ui/base/format.h"
#include "ui/jobs/joblist.h"
#include "ui/models/project.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace flawscope;
using namespace flawscope::ui;

class TestProject final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        DemoOptions demo;
        demo.trainCount = 3;
        demo.testGoodCount = 2;
        demo.testDefectCount = 0;
        demo.size = 64;
        writeDemoDataset(toPath(m_folder->filePath("写真")), demo);
        const auto workspace = Workspace::create(toPath(m_folder->filePath("プロジェクト")), "部品", "tester");
        workspace->importDataset(scanDataset(toPath(m_folder->filePath("写真")), {}, {}), {});
        m_project = std::make_unique<Project>(workspace, m_jobs);
    }

    void cleanup() { m_project.reset(); }

    void anEditIsTakenBack()
    {
        const ImageId image = m_project->images().back().id;
        label(image, Label::Defect);
        QCOMPARE(m_project->image(image)->sample.label, Label::Defect);
        QCOMPARE(m_project->undoStack().count(), 1);
        m_project->undoStack().undo();
        QCOMPARE(m_project->image(image)->sample.label, Label::Good);
        QCOMPARE(m_project->workspace().images().back().sample.label, Label::Good);
    }

    void whatCannotBeStoredChangesNothing()
    {
        const ImageId image = m_project->images().back().id;
        const auto count = m_project->images().size();
        refuse(true);
        QSignalSpy failed(m_project.get(), &Project::failed);
        label(image, Label::Defect);
        QCOMPARE(failed.count(), 1);
        QCOMPARE(m_project->image(image)->sample.label, Label::Good);
        m_project->setRegionsOfInterest({{RoiShape::Kind::Ignore, RoiShape::Form::Rectangle, {{0, 0}, {0.5, 0.5}}, 0}});
        QCOMPARE(failed.count(), 2);
        QVERIFY(m_project->regionsOfInterest().empty());
        m_project->removeImages({image});
        QCOMPARE(failed.count(), 3);
        QCOMPARE(m_project->images().size(), count);
        QCOMPARE(m_project->undoStack().count(), 0); // There is nothing to undo.
        refuse(false);
        label(image, Label::Defect);
        QCOMPARE(m_project->image(image)->sample.label, Label::Defect);
        QCOMPARE(m_project->undoStack().count(), 1);
    }

    void anUndoThatFailsCanBeTriedAgain()
    {
        const ImageId image = m_project->images().back().id;
        label(image, Label::Defect);
        refuse(true);
        m_project->undoStack().undo();
        QCOMPARE(m_project->image(image)->sample.label, Label::Defect);
        refuse(false);
        m_project->undoStack().redo();
        m_project->undoStack().undo();
        QCOMPARE(m_project->image(image)->sample.label, Label::Good);
    }

private:
    void label(ImageId image, Label label)
    {
        ImageEdit edit;
        edit.id = image;
        edit.label = label;
        m_project->edit({edit}, "label");
    }

    /// Lets every change fail as a full disk would: in the middle of its transaction, at its row of history.
    void refuse(bool on)
    {
        SQLite::Database database((m_project->workspace().folder() / "workspace.sqlite").string(), SQLite::OPEN_READWRITE);
        database.exec(on ? "CREATE TRIGGER refuse BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'refused by the test'); END" : "DROP TRIGGER refuse");
    }

    JobList m_jobs;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
};

QTEST_MAIN(TestProject)
#include "tst_project.moc"
