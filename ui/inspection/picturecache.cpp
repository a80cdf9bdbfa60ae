// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/picturecache.h"

#include "core/base/error.h"
#include "core/dataset/loader.h"
#include "ui/base/format.h"
#include "ui/inspection/outline.h"

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr int kThreads = 3; // two that a person waits for, one ahead

QString sentenceOf(const std::exception &exception) { return toQString(std::string(exception.what())); }

std::shared_ptr<const Picture> loadPicture(const LayerRequest &request)
{
    try {
        return std::make_shared<const Picture>(loadImage(request.sample, request.whiteLevel));
    } catch (const std::exception &exception) {
        return std::make_shared<const Picture>(sentenceOf(exception));
    }
}

std::shared_ptr<const MapLayer> loadMap(const LayerRequest &request, const Workspace &workspace)
{
    auto layer = std::make_shared<MapLayer>();
    layer->image = request.key.image;
    layer->run = request.key.run;
    layer->scale = request.key.scale;
    try {
        layer->scores = request.scores ? request.scores : workspace.scores(request.key.run);
        const auto index = layer->scores ? layer->scores->indexOf(request.key.image) : std::nullopt;
        if (!index)
            return layer;
        const bool oneScale = request.key.scale >= 0 && request.key.scale < layer->scores->scales();
        layer->map = oneScale ? layer->scores->scaleMap(*index, request.key.scale) : layer->scores->map(*index);
    } catch (const std::exception &exception) {
        layer->failure = sentenceOf(exception);
    }
    return layer;
}

std::shared_ptr<const TruthLayer> loadTruth(const LayerRequest &request)
{
    auto layer = std::make_shared<TruthLayer>();
    layer->file = request.sample.mask;
    try {
        if (!request.sample.mask.empty())
            layer->mask = loadMask(request.sample);
        layer->outline = outlineOf(layer->mask);
    } catch (const std::exception &exception) {
        layer->failure = sentenceOf(exception);
    }
    return layer;
}

} // namespace

size_t qHash(const LayerKey &key, size_t seed)
{
    return qHashMulti(seed, static_cast<int>(key.kind), static_cast<qlonglong>(key.image), static_cast<qlonglong>(key.run), key.scale);
}

PictureCache::PictureCache(std::shared_ptr<Workspace> workspace, QObject *parent) : QObject(parent), m_workspace(std::move(workspace))
{
    for (int i = 0; i < kThreads; ++i)
        m_threads.emplace_back([this](const std::stop_token &stop) { work(stop); });
}

PictureCache::~PictureCache()
{
    for (std::jthread &thread : m_threads)
        thread.request_stop();
    m_wake.notify_all();
}

void PictureCache::want(std::vector<LayerRequest> requests)
{
    m_pinned.clear();
    for (auto request = requests.rbegin(); request != requests.rend(); ++request) { // the most urgent is used last
        if (request->urgent)
            m_pinned.insert(request->key);
        if (const auto entry = m_entries.find(request->key); entry != m_entries.end())
            entry->used = ++m_clock;
    }
    std::erase_if(requests, [this](const LayerRequest &request) { return m_entries.contains(request.key); });
    {
        const std::lock_guard lock(m_mutex);
        m_requests.assign(std::make_move_iterator(requests.begin()), std::make_move_iterator(requests.end()));
    }
    m_wake.notify_all();
}

std::shared_ptr<const Picture> PictureCache::picture(ImageId image) const
{
    return m_entries.value({LayerKey::Kind::Picture, image, 0, -1}).picture;
}

std::shared_ptr<const MapLayer> PictureCache::map(ImageId image, RunId run, int scale) const
{
    return m_entries.value({LayerKey::Kind::Map, image, run, scale}).map;
}

std::shared_ptr<const TruthLayer> PictureCache::truth(ImageId image) const
{
    return m_entries.value({LayerKey::Kind::Truth, image, 0, -1}).truth;
}

void PictureCache::setBound(qint64 bytes)
{
    m_bound = bytes;
    evict();
}

bool PictureCache::isIdle() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests.empty() && m_underWay.isEmpty();
}

bool PictureCache::take(LayerRequest &request)
{
    for (auto candidate = m_requests.begin(); candidate != m_requests.end(); ++candidate) {
        if (m_underWay.contains(candidate->key) || (!candidate->urgent && (m_workingAhead > 0 || m_workingUrgently > 0)))
            continue;
        request = std::move(*candidate);
        m_requests.erase(candidate);
        return true;
    }
    return false;
}

void PictureCache::work(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        LayerRequest request;
        if (!m_wake.wait(lock, stop, [&] { return take(request); }))
            return;
        const quint64 generation = m_generation;
        m_underWay.insert(request.key);
        ++(request.urgent ? m_workingUrgently : m_workingAhead);
        lock.unlock();
        Entry entry = load(request);
        entry.generation = generation;
        lock.lock();
        --(request.urgent ? m_workingUrgently : m_workingAhead);
        if (stop.stop_requested())
            return;
        // Until the GUI thread has it, the key stays under way: nobody loads it a second time.
        QMetaObject::invokeMethod(this, [this, key = request.key, entry] { insert(key, entry); }, Qt::QueuedConnection);
        m_wake.notify_all();
    }
}

PictureCache::Entry PictureCache::load(const LayerRequest &request) const
{
    Entry entry;
    switch (request.key.kind) {
    case LayerKey::Kind::Picture:
        entry.picture = loadPicture(request);
        entry.bytes = entry.picture->bytes();
        break;
    case LayerKey::Kind::Map:
        entry.map = loadMap(request, *m_workspace);
        entry.bytes = static_cast<qint64>(entry.map->map.size() * sizeof(float));
        break;
    case LayerKey::Kind::Truth:
        entry.truth = loadTruth(request);
        entry.bytes = static_cast<qint64>(entry.truth->mask.size()) + static_cast<qint64>(entry.truth->outline.elementCount()) * 24;
        break;
    }
    entry.bytes += 256;
    return entry;
}

void PictureCache::insert(const LayerKey &key, const Entry &entry)
{
    {
        const std::lock_guard lock(m_mutex);
        m_underWay.remove(key);
        if (entry.generation != m_generation) {
            m_wake.notify_all(); // it may be wanted again already
            return;
        }
        std::erase_if(m_requests, [&](const LayerRequest &request) { return request.key == key; });
    }
    m_bytes += entry.bytes - m_entries.value(key).bytes;
    m_entries[key] = entry;
    m_entries[key].used = ++m_clock;
    evict();
    Q_EMIT loaded(key.image);
}

void PictureCache::evict()
{
    while (m_bytes > m_bound) {
        auto oldest = m_entries.end();
        for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
            if (!m_pinned.contains(entry.key()) && (oldest == m_entries.end() || entry->used < oldest->used))
                oldest = entry;
        }
        if (oldest == m_entries.end())
            return;
        m_bytes -= oldest->bytes;
        m_entries.erase(oldest);
    }
}

template <typename Wanted>
void PictureCache::forget(const Wanted &wanted)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_generation; // what is being read now may be what is to be forgotten
        m_requests.clear();
    }
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        if (wanted(entry.key())) {
            m_bytes -= entry->bytes;
            entry = m_entries.erase(entry);
        } else {
            ++entry;
        }
    }
}

void PictureCache::clear()
{
    forget([](const LayerKey &) { return true; });
}

void PictureCache::forgetMaps()
{
    forget([](const LayerKey &key) { return key.kind == LayerKey::Kind::Map; });
}

void PictureCache::forgetTruth(ImageId image)
{
    forget([image](const LayerKey &key) { return key.kind == LayerKey::Kind::Truth && key.image == image; });
}

} // namespace flawscope::ui
