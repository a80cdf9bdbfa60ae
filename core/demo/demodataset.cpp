// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demodataset.h"

#include "core/base/files.h"
#include "core/demo/noise.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdio>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace flawscope {

namespace {

namespace fs = std::filesystem;

constexpr const char *kMarkFile = "demo.json";
constexpr std::uint64_t kMaxMarkBytes = 65536;
constexpr std::string_view kMark = "\"flawscope-demo\"";

/// One picture to be written.
struct Shot {
    fs::path image;
    fs::path mask; ///< Empty for a good part.
    std::string defect;
    std::uint64_t seed = 0;
};

std::string numbered(int index, const char *suffix)
{
    char name[32];
    std::snprintf(name, sizeof name, "%03d%s.png", index, suffix);
    return name;
}

std::vector<Shot> plan(const DemoOptions &options)
{
    std::vector<Shot> shots;
    demo::Random seeds(options.seed);
    const auto add = [&](const fs::path &folder, const std::string &defect, int count) {
        demo::Random own(seeds.next());
        for (int i = 0; i < count; ++i) {
            const bool good = defect == "good";
            shots.push_back({folder / defect / numbered(i, ""),
                             good ? fs::path() : fs::path("ground_truth") / defect / numbered(i, "_mask"), defect, own.next()});
        }
    };
    add("train", "good", options.trainCount);
    add("test", "good", options.testGoodCount);
    for (const DemoCategory &category : demoCategories()) {
        if (category.name != options.category)
            continue;
        for (const std::string &defect : category.defects)
            add("test", defect, options.testDefectCount);
    }
    return shots;
}

std::vector<std::uint8_t> encodePng(const cv::Mat &picture)
{
    try {
        std::vector<std::uint8_t> bytes;
        if (cv::imencode(".png", picture, bytes))
            return bytes;
    } catch (const cv::Exception &error) {
        throw Error(ErrorCode::Internal, std::string("A demo picture could not be encoded as PNG: ") + error.what());
    }
    throw Error(ErrorCode::Internal, "A demo picture could not be encoded as PNG: OpenCV was built without PNG.");
}

void writeShot(const fs::path &root, const Shot &shot, const DemoOptions &options)
{
    DemoPart part = renderDemoPart(options.category, shot.defect, shot.seed, options.size);
    cv::Mat picture;
    cv::cvtColor(cv::Mat(options.size, options.size, CV_8UC3, part.image.pixels.data()), picture, cv::COLOR_RGB2BGR);
    writeFileAtomically(root / shot.image, encodePng(picture));
    if (shot.mask.empty())
        return;
    for (std::uint8_t &value : part.mask.values)
        value = value ? 255 : 0;
    writeFileAtomically(root / shot.mask, encodePng(cv::Mat(options.size, options.size, CV_8UC1, part.mask.values.data())));
}

/// As many workers as cores, but not more than fit in 2 GiB.
unsigned workerCount(const DemoOptions &options, std::size_t shots)
{
    const auto pixels = static_cast<std::uint64_t>(options.size) * static_cast<std::uint64_t>(options.size);
    const std::uint64_t bytesEach = pixels * 4 * 96;
    const std::uint64_t fitting = std::max<std::uint64_t>(1, (UINT64_C(2) << 30) / bytesEach);
    const std::uint64_t cores = std::max(1U, std::thread::hardware_concurrency());
    return static_cast<unsigned>(std::min({cores, fitting, static_cast<std::uint64_t>(shots)}));
}

void writeShots(const fs::path &root, const std::vector<Shot> &shots, const DemoOptions &options, const RunContext &context)
{
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    std::exception_ptr failure;
    std::size_t done = 0;
    const auto work = [&] {
        try {
            for (std::size_t i = next++; i < shots.size() && !failed; i = next++) {
                context.throwIfStopped();
                writeShot(root, shots[i], options);
                const std::lock_guard lock(mutex);
                context.report({"demo", static_cast<double>(++done), static_cast<double>(shots.size()), "images",
                                displayPath(shots[i].image)});
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure)
                failure = std::current_exception();
            failed = true;
        }
    };
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 1; i < workerCount(options, shots.size()); ++i)
            workers.emplace_back(work);
        work();
    }
    if (failure)
        std::rethrow_exception(failure);
}

bool isOurPicture(const fs::path &file)
{
    std::string stem = displayPath(file.stem());
    if (stem.ends_with("_mask"))
        stem.resize(stem.size() - 5);
    return file.extension() == ".png" && stem.size() >= 3
           && std::all_of(stem.begin(), stem.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Whether replacing @p folder would lose nothing but an earlier demo.
bool isEarlierDemo(const fs::path &folder)
{
    if (!fs::is_regular_file(fs::symlink_status(folder / kMarkFile)) || fs::file_size(folder / kMarkFile) > kMaxMarkBytes)
        return false;
    const std::vector<std::uint8_t> bytes = readFile(folder / kMarkFile, kMaxMarkBytes);
    if (std::string_view(reinterpret_cast<const char *>(bytes.data()), bytes.size()).find(kMark) == std::string_view::npos)
        return false;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder)) {
        const fs::path name = entry.path().filename();
        if (name != kMarkFile && name != "train" && name != "test" && name != "ground_truth")
            return false;
    }
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder)) {
        const fs::file_status status = entry.symlink_status();
        if (fs::is_directory(status) || entry.path() == folder / kMarkFile)
            continue;
        if (!fs::is_regular_file(status) || !isOurPicture(entry.path()))
            return false;
    }
    return true;
}

void refuseForeignFolder(const fs::path &out)
{
    const fs::file_status status = fs::status(out);
    if (!fs::exists(status))
        return;
    if (!fs::is_directory(status))
        throw Error(ErrorCode::BadInput, "'" + displayPath(out) + "' is a file; name a new folder for the demo data set.");
    if (fs::is_empty(out) || isEarlierDemo(out))
        return;
    throw Error(ErrorCode::BadInput, "The folder '" + displayPath(out)
                                         + "' holds files that are not an earlier demo data set, and nothing in it was touched; "
                                           "name an empty or a new folder.");
}

/// The work in progress beside the wanted folder; goes away unless it was published.
class Staging final {
public:
    explicit Staging(const fs::path &out) : m_out(out)
    {
        m_folder = besides(".partial");
        fs::remove_all(m_folder);
        ensureWritableFolder(m_folder);
    }
    ~Staging()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    Staging(const Staging &) = delete;
    Staging &operator=(const Staging &) = delete;

    [[nodiscard]] const fs::path &folder() const { return m_folder; }

    void publish()
    {
        const fs::path old = besides(".old");
        fs::remove_all(old);
        const bool replaces = fs::exists(m_out);
        if (replaces)
            fs::rename(m_out, old);
        std::error_code error;
        fs::rename(m_folder, m_out, error);
        if (error && replaces)
            fs::rename(old, m_out);
        if (error)
            throw fs::filesystem_error("rename", m_folder, m_out, error);
        fs::remove_all(old, error);
    }

private:
    [[nodiscard]] fs::path besides(const char *ending) const
    {
        fs::path name = ".";
        name += m_out.filename();
        name += ".flawscope-demo";
        name += ending;
        return m_out.parent_path() / name;
    }

    fs::path m_out;
    fs::path m_folder;
};

std::string markText(const DemoOptions &options)
{
    return "{\n  \"kind\": " + std::string(kMark) + ",\n  \"category\": \"" + options.category
           + "\",\n  \"size\": " + std::to_string(options.size) + ",\n  \"seed\": " + std::to_string(options.seed) + "\n}\n";
}

} // namespace

std::vector<const char *> DemoOptions::categoryNames()
{
    std::vector<const char *> names;
    for (const DemoCategory &category : demoCategories())
        names.push_back(category.name.c_str());
    return names;
}

void writeDemoDataset(const fs::path &out, const DemoOptions &options, const RunContext &context)
{
    validateOptions(options);
    if (out.empty())
        throw Error(ErrorCode::BadOption, "Name a folder for the demo data set.");
    try {
        fs::path target = fs::weakly_canonical(fs::absolute(out));
        if (!target.has_filename())
            target = target.parent_path();
        refuseForeignFolder(target);
        const std::vector<Shot> shots = plan(options);
        Staging staging(target);
        writeShots(staging.folder(), shots, options, context);
        writeFileAtomically(staging.folder() / kMarkFile, markText(options));
        context.throwIfStopped();
        staging.publish();
    } catch (const fs::filesystem_error &error) {
        throw Error(ErrorCode::Unwritable, "The demo data set cannot be written to '" + displayPath(out) + "': " + error.code().message() + ".");
    }
}

} // namespace flawscope
