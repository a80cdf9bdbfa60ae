// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/dataset/loader.h"
#include "core/dataset/scan.h"
#include "core/imaging/preprocess.h"
#include "core/imaging/videoreader.h"
#include "picturetree.h"

#include <QtTest>

#include <opencv2/videoio.hpp>

using namespace flawscope;
using flawscope::test::PictureTree;

namespace {

Preprocessing smallInput()
{
    Preprocessing preprocessing;
    preprocessing.height = 32;
    preprocessing.width = 64;
    return preprocessing;
}

/// Frame k is grey with the value 10·k.
void writeVideo(const std::filesystem::path &path, int frames)
{
    std::filesystem::create_directories(path.parent_path());
    cv::VideoWriter writer(path.string(), cv::CAP_OPENCV_MJPEG, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 25, cv::Size(48, 32));
    for (int k = 0; k < frames; ++k)
        writer.write(cv::Mat(32, 48, CV_8UC3, cv::Scalar::all(10 * k)));
}

} // namespace

class TestImageLoader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picturesInOrderWithFailuresInPlace_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("one") << 1;
        QTest::newRow("four") << 4;
        QTest::newRow("one for each core") << 0;
    }

    void picturesInOrderWithFailuresInPlace()
    {
        QFETCH(int, threads);
        PictureTree tree;
        for (int i = 0; i < 90; ++i)
            tree.picture(std::to_string(i) + ".png", 20 + i % 3, 30);
        const Dataset dataset = tree.scan();
        const std::size_t broken = 40;
        writeFileAtomically(dataset.samples[broken].image, "this was a picture");
        const std::size_t gone = 41;
        std::filesystem::remove(dataset.samples[gone].image);

        std::vector<std::size_t> indices = {7, 7};
        for (std::size_t i = dataset.samples.size(); i-- > 0;)
            indices.push_back(i);
        ImageLoader loader(dataset, smallInput(), indices, RunContext(), threads);
        for (const std::size_t index : indices) {
            const std::optional<LoadedImage> loaded = loader.next();
            QVERIFY(loaded);
            QCOMPARE(loaded->index, index);
            if (index == broken || index == gone) {
                QVERIFY(loaded->image.empty());
                const QString name = QString::fromStdString(dataset.samples[index].name);
                QVERIFY2(QString::fromStdString(loaded->failure).contains(name), loaded->failure.c_str());
                continue;
            }
            QCOMPARE(loaded->failure, std::string());
            QCOMPARE(loaded->originalHeight, dataset.samples[index].height);
            QCOMPARE(loaded->originalWidth, 30);
            QVERIFY(loaded->image == preprocess(decodeRgb(dataset.samples[index].image), smallInput()));
        }
        QVERIFY(!loader.next());
        QVERIFY(!loader.next());
    }

    void videoFrames()
    {
        PictureTree tree;
        writeVideo(tree.at("training/videos/01 シーン.avi"), 9);
        writeVideo(tree.at("testing/videos/02.avi"), 4);
        tree.text("training/videos/broken.avi", "RIFF");
        tree.array("testing/test_frame_mask/02.npy", "4,", std::string("\0\0\1\0", 4));
        const Dataset dataset = tree.scan();
        QCOMPARE(dataset.samples.size(), std::size_t{13});
        QCOMPARE(dataset.samples[8].name, std::string("training/videos/01 シーン.avi/000008"));
        QCOMPARE(dataset.samples[8].width, 48);
        QCOMPARE(dataset.samples[11].label, Label::Defect);
        QCOMPARE(dataset.findings.front().kind, std::string("unreadable"));

        std::vector<std::size_t> indices(dataset.samples.size());
        std::iota(indices.begin(), indices.end(), std::size_t{0});
        ImageLoader loader(dataset, smallInput(), indices, RunContext(), 4);
        for (const std::size_t index : indices) {
            const std::optional<LoadedImage> loaded = loader.next();
            QVERIFY(loaded && loaded->failure.empty());
            const int expected = 10 * dataset.samples[index].frame;
            QVERIFY(std::abs(loaded->image.pixel(16, 32)[1] - expected) <= 2);
            QVERIFY(std::abs(loadImage(dataset.samples[index]).pixel(9, 9)[0] - expected) <= 2);
        }
        const Dataset pictures = scanPictures(tree.at("testing/videos/02.avi"), {}, RunContext());
        QCOMPARE(pictures.samples.size(), std::size_t{4});
        QCOMPARE(pictures.samples[3].name, std::string("02.avi/000003"));
    }

    void stopAndEarlyDestruction()
    {
        PictureTree tree;
        for (int i = 0; i < 200; ++i)
            tree.picture(std::to_string(i) + ".png");
        const Dataset dataset = tree.scan();
        std::vector<std::size_t> indices(dataset.samples.size());
        std::iota(indices.begin(), indices.end(), std::size_t{0});
        {
            ImageLoader abandoned(dataset, smallInput(), indices, RunContext());
            QVERIFY(abandoned.next());
        }
        std::stop_source stop;
        ImageLoader loader(dataset, smallInput(), indices, RunContext(stop.get_token()));
        QVERIFY(loader.next());
        stop.request_stop();
        try {
            (void)loader.next();
            QFAIL("the loader went on");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Cancelled);
        }
        QVERIFY(!ImageLoader(dataset, smallInput(), {}, RunContext()).next());
    }
};

QTEST_GUILESS_MAIN(TestImageLoader)
#include "tst_imageloader.moc"
