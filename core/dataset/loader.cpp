// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/loader.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/filelist.h"
#include "core/imaging/arrayfile.h"
#include "core/imaging/imagefile.h"
#include "core/imaging/preprocess.h"
#include "core/imaging/videoreader.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <new>
#include <stop_token>
#include <thread>
#include <utility>

namespace flawscope {

namespace {

constexpr std::size_t kMaxAhead = 64;
constexpr std::size_t kMaxAheadBytes = std::size_t{256} << 20U;

struct Source {
    std::size_t index = 0;
    std::filesystem::path path;
    int frame = -1;
};

std::size_t aheadOf(const Preprocessing &preprocessing, std::size_t threads)
{
    const std::size_t bytes = static_cast<std::size_t>(preprocessing.height) * static_cast<std::size_t>(preprocessing.width) * 3;
    return std::clamp(kMaxAheadBytes / std::max<std::size_t>(1, bytes), threads, std::max(threads, kMaxAhead));
}

/// Runs @p step and turns what it throws into a sentence.
template <typename Step>
std::string failureOf(const Source &source, const Step &step)
{
    try {
        step();
        return {};
    } catch (const Error &error) {
        return error.what();
    } catch (const std::bad_alloc &) {
        return "There is not enough memory to read " + displayPath(source.path) + ".";
    } catch (const std::exception &error) {
        return "Cannot read " + displayPath(source.path) + ": " + error.what() + ".";
    }
}

} // namespace

class ImageLoader::Queue final {
public:
    Queue(std::vector<Source> sources, const Preprocessing &preprocessing, const RunContext &context, std::size_t threads)
        : m_sources(std::move(sources)), m_preprocessing(preprocessing), m_context(context), m_slots(aheadOf(preprocessing, threads))
    {
        for (std::size_t i = 0; i < threads; ++i)
            m_threads.emplace_back([this] { work(); });
    }

    ~Queue()
    {
        m_stop.request_stop();
        m_threads.clear();
    }

    Queue(const Queue &) = delete;
    Queue &operator=(const Queue &) = delete;

    std::optional<LoadedImage> next()
    {
        m_context.throwIfStopped();
        if (m_taken == m_sources.size())
            return std::nullopt;
        std::unique_lock lock(m_mutex);
        auto &slot = m_slots[m_taken % m_slots.size()];
        m_filled.wait(lock, m_context.stopToken(), [&] { return slot.has_value(); });
        m_context.throwIfStopped();
        std::optional<LoadedImage> image = std::exchange(slot, std::nullopt);
        ++m_taken;
        lock.unlock();
        m_freed.notify_one();
        return image;
    }

private:
    void work()
    {
        std::size_t position = 0;
        LoadedImage loaded;
        RgbImage decoded;
        while (claim(position, loaded, decoded)) {
            const Source &source = m_sources[position];
            if (loaded.failure.empty()) {
                loaded.failure = failureOf(source, [&] {
                    if (source.frame < 0)
                        decoded = decodeRgb(source.path, m_preprocessing.whiteLevel);
                    loaded.originalHeight = decoded.height;
                    loaded.originalWidth = decoded.width;
                    loaded.image = preprocess(decoded, m_preprocessing);
                });
            }
            {
                const std::lock_guard lock(m_mutex);
                m_slots[position % m_slots.size()] = std::exchange(loaded, {});
            }
            m_filled.notify_one();
        }
    }

    /// Waits for room and takes the next position. Frames of videos are decoded here, under the lock: a video is only
    /// fast when it is read in order.
    bool claim(std::size_t &position, LoadedImage &loaded, RgbImage &decoded)
    {
        const std::lock_guard claiming(m_claimMutex);
        if (m_next == m_sources.size())
            return false;
        {
            std::unique_lock lock(m_mutex);
            m_freed.wait(lock, m_stop.get_token(), [&] { return m_next < m_taken + m_slots.size(); });
        }
        if (m_stop.stop_requested())
            return false;
        position = m_next++;
        const Source &source = m_sources[position];
        loaded.index = source.index;
        if (source.frame >= 0)
            loaded.failure = failureOf(source, [&] { decoded = readFrame(source); });
        return true;
    }

    RgbImage readFrame(const Source &source)
    {
        if (!m_video || m_videoPath != source.path) {
            m_video.reset();
            m_video.emplace(source.path);
            m_videoPath = source.path;
        }
        return m_video->read(source.frame);
    }

    const std::vector<Source> m_sources;
    const Preprocessing m_preprocessing;
    const RunContext m_context;

    std::mutex m_claimMutex;
    std::size_t m_next = 0;
    std::optional<VideoReader> m_video;
    std::filesystem::path m_videoPath;

    std::mutex m_mutex;
    std::condition_variable_any m_filled;
    std::condition_variable_any m_freed;
    std::size_t m_taken = 0;
    std::vector<std::optional<LoadedImage>> m_slots; ///< A ring; position p lies at p mod size.

    std::stop_source m_stop;
    std::vector<std::jthread> m_threads;
};

ImageLoader::ImageLoader(const Dataset &dataset, const Preprocessing &preprocessing, const std::vector<std::size_t> &indices,
                         const RunContext &context, int threads)
{
    require(threads >= 0, "the number of loader threads is not negative");
    std::vector<Source> sources;
    sources.reserve(indices.size());
    for (const std::size_t index : indices) {
        require(index < dataset.samples.size(), "a loaded index lies within the data set");
        const Sample &sample = dataset.samples[index];
        sources.push_back({index, sample.image, sample.frame});
    }
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    m_queue = std::make_unique<Queue>(std::move(sources), preprocessing, context, threads > 0 ? static_cast<std::size_t>(threads) : cores);
}

ImageLoader::~ImageLoader() = default;
ImageLoader::ImageLoader(ImageLoader &&other) noexcept = default;
ImageLoader &ImageLoader::operator=(ImageLoader &&other) noexcept = default;

std::optional<LoadedImage> ImageLoader::next()
{
    require(m_queue != nullptr, "a loader that was moved from is not used");
    return m_queue->next();
}

RgbImage loadImage(const Sample &sample, int whiteLevel)
{
    if (sample.frame < 0)
        return decodeRgb(sample.image, whiteLevel);
    VideoReader reader(sample.image);
    if (sample.frame >= reader.frameCount())
        throw Error(ErrorCode::BadFormat, displayPath(sample.image) + " has " + std::to_string(reader.frameCount())
                                              + " frames; frame " + std::to_string(sample.frame) + " was wanted.");
    return reader.read(sample.frame);
}

Mask loadMask(const Sample &sample)
{
    if (sample.mask.empty())
        return sample.label == Label::Good ? Mask(sample.height, sample.width) : Mask();
    if (isOneOf(sample.mask.extension().native(), {".npy"}))
        return readNpyFrame(sample.mask, sample.maskFrame);
    return decodeMask(sample.mask);
}

} // namespace flawscope
