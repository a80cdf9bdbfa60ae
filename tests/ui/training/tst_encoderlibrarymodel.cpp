// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/encoderlibrary/loopbackserver.h"
#include "tests/encoderlibrary/testweights.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/encoders/encoderlibrarymodel.h"
#include "ui/encoders/encodersdialog.h"
#include "ui/jobs/joblist.h"

#include <QAbstractItemModelTester>
#include <QFileInfo>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace flawscope;
using namespace flawscope::test;
using namespace flawscope::ui;

class EncoderLibraryModelTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY", "no_proxy", "FLAWSCOPE_WEIGHTS_URL"})
            qunsetenv(name);
        m_body = tinyWeights();
        m_file = publishedAs(m_body);
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<AppSettings>(m_folder->filePath(QStringLiteral("settings.ini")));
        m_jobs = std::make_unique<JobList>();
        m_model = std::make_unique<EncoderLibraryModel>(*m_jobs, *m_settings,
                                                        EncoderLibrary(m_folder->filePath(QStringLiteral("library")).toStdString(), std::vector{m_file}, std::filesystem::path()));
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_model->reload();
        QTRY_VERIFY(m_model->isLoaded());
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_jobs.reset();
    }

    void downloads();
    void stopsAndGoesOn();
    void tellsWhatIsWrong();
    void addsAndRemoves();
    void refusesStrangers();

private:
    [[nodiscard]] QString state() const { return m_model->index(0, EncoderLibraryModel::StateColumn).data().toString(); }

    QByteArray m_body;
    DownloadableFile m_file;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AppSettings> m_settings;
    std::unique_ptr<JobList> m_jobs;
    std::unique_ptr<EncoderLibraryModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void EncoderLibraryModelTest::downloads()
{
    const LoopbackServer server(serving(m_body));
    m_settings->setWeightsUrl(QString::fromStdString(server.url("/models")));
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(state(), QStringLiteral("not here"));
    EncodersDialog dialog(*m_model);
    dialog.show();
    QSignalSpy succeeded(m_model.get(), &EncoderLibraryModel::succeeded);
    QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("download")), Qt::LeftButton);
    QTRY_COMPARE(succeeded.count(), 1);
    QTRY_COMPARE(state(), QStringLiteral("ready"));
    QVERIFY(m_model->entries()[0].isUsable());
    QVERIFY(!dialog.findChild<QPushButton *>(QStringLiteral("download"))->isEnabled());
}

void EncoderLibraryModelTest::stopsAndGoesOn()
{
    {
        const LoopbackServer server([this](const HttpRequest &, QTcpSocket &socket) {
            reply(socket, 200, m_body.left(200000), "ETag: \"first\"\r\nContent-Length: " + QByteArray::number(m_body.size()) + "\r\n");
            waitForGoodbye(socket);
        });
        m_settings->setWeightsUrl(QString::fromStdString(server.url("/models")));
        m_model->download(0);
        QVERIFY(m_model->downloadOf(0) != nullptr);
        const QString part = toQString(m_model->entries()[0].path) + QStringLiteral(".part");
        QTRY_COMPARE(QFileInfo(part).size(), qint64{200000});
        QVERIFY(m_model->index(0, 0).data(EncoderLibraryModel::ShareRole).isValid());
        m_model->cancelDownload(0);
        QTRY_VERIFY(m_model->downloadOf(0) == nullptr);
        QTRY_COMPARE(m_model->entries()[0].partBytes, std::uint64_t{200000});
    }
    const LoopbackServer server(serving(m_body));
    m_settings->setWeightsUrl(QString::fromStdString(server.url("/models")));
    m_model->download(0);
    QTRY_COMPARE(state(), QStringLiteral("ready"));
    QCOMPARE(server.requests().back().firstByte(), qint64{200000});
}

void EncoderLibraryModelTest::tellsWhatIsWrong()
{
    const LoopbackServer server([](const HttpRequest &, QTcpSocket &socket) { reply(socket, 404, "no such file"); });
    m_settings->setWeightsUrl(QString::fromStdString(server.url("/models")));
    QSignalSpy failed(m_model.get(), &EncoderLibraryModel::failed);
    m_model->download(0);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY2(failed[0][1].toString().contains(QStringLiteral("404")), qPrintable(failed[0][1].toString()));
}

void EncoderLibraryModelTest::addsAndRemoves()
{
    const std::filesystem::path file = m_folder->filePath(QStringLiteral("mine.safetensors")).toStdString();
    writeTo(file, tinyWeights(2));
    EncodersDialog dialog(*m_model);
    dialog.show();
    m_model->addFile(QString::fromStdString(file));
    QTRY_COMPARE(m_model->rowCount(), 2);
    const int row = m_model->rowOf(QStringLiteral("mine.safetensors"));
    QVERIFY(row >= 0);
    QCOMPARE(m_model->index(row, EncoderLibraryModel::NetworkColumn).data().toString(), QStringLiteral("ResNet-18"));
    QCOMPARE(m_model->index(row, EncoderLibraryModel::SourceColumn).data().toString(), QStringLiteral("added"));
    dialog.findChild<QTableView *>()->selectRow(row);
    auto *remove = dialog.findChild<QPushButton *>(QStringLiteral("remove"));
    QTest::mouseClick(remove, Qt::LeftButton); // Asks.
    QCOMPARE(m_model->rowCount(), 2);
    QTest::mouseClick(remove, Qt::LeftButton);
    QTRY_COMPARE(m_model->rowCount(), 1);
}

void EncoderLibraryModelTest::refusesStrangers()
{
    const std::filesystem::path file = m_folder->filePath(QStringLiteral("text.pth")).toStdString();
    writeTo(file, "these are no weights");
    QSignalSpy failed(m_model.get(), &EncoderLibraryModel::failed);
    m_model->addFile(QString::fromStdString(file));
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][1].toString().contains(QStringLiteral("text.pth")));
}

QTEST_MAIN(EncoderLibraryModelTest)
#include "tst_encoderlibrarymodel.moc"
