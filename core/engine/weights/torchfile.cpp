// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/torchfile.h"

#include "core/engine/weights/bytereader.h"
#include "core/engine/weights/pickle.h"
#include "core/engine/weights/zipdirectory.h"

#include <array>

namespace flawscope {

namespace {

using Bytes = std::span<const std::uint8_t>;
using Kind = PickleValue::Kind;

/// The pickle of the number 0x1950a86a20f9469cfc6c, with which the legacy format begins.
constexpr std::array<std::uint8_t, 15> kLegacyMagic = {0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.'};
constexpr std::array<std::uint8_t, 4> kZipMagic = {'P', 'K', 3, 4};
constexpr std::int64_t kLegacyProtocol = 1001;

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxVisits = 1'000'000;
constexpr std::size_t kMaxNameBytes = 1024;
/// Tied weights appear under several names; more than this is an attack.
constexpr std::uint64_t kMaxExpansion = 16;

bool startsWith(Bytes bytes, Bytes magic) noexcept
{
    return bytes.size() >= magic.size() && std::ranges::equal(bytes.first(magic.size()), magic);
}

/// Walks the containers of a pickle and collects its tensors under dotted names.
class Flattener final {
public:
    Flattener(const Pickle &pickle, std::span<const Bytes> storages, std::uint64_t fileBytes, const std::string &file)
        : m_pickle(pickle), m_storages(storages), m_bytesLeft(fileBytes * kMaxExpansion), m_file(file)
    {
    }

    WeightsPlan run()
    {
        if (m_pickle.root.kind == Kind::Tensor)
            throwBadFile(m_file, "holds one tensor without a name; a dictionary of tensors is wanted");
        visit(m_pickle.root, "", 0);
        return std::move(m_plan);
    }

private:
    void visit(const PickleValue &value, const std::string &name, int depth)
    {
        if (depth > kMaxDepth || ++m_visits > kMaxVisits)
            throwBadFile(m_file, "nests its containers too deeply, or in a circle");
        if (value.kind == Kind::Tensor)
            add(m_pickle.tensors[value.index], name);
        if (value.kind != Kind::List && value.kind != Kind::Tuple && value.kind != Kind::Dict)
            return;
        const auto &items = m_pickle.sequences[value.index];
        const std::size_t step = value.kind == Kind::Dict ? 2 : 1;
        for (std::size_t i = 0; i + step <= items.size(); i += step) {
            const std::string key = step == 2 ? keyText(items[i]) : std::to_string(i);
            visit(items[i + step - 1], depth == 0 ? key : joined(name, key), depth + 1);
        }
    }

    [[nodiscard]] std::string keyText(const PickleValue &key) const
    {
        if (key.kind == Kind::Int)
            return std::to_string(key.integer);
        if (key.kind != Kind::Text)
            throwBadFile(m_file, "has a dictionary whose key is neither text nor a whole number");
        if (key.text.size() > kMaxNameBytes || !isUtf8(key.text))
            throwBadFile(m_file, "has a key that is too long or not UTF-8: " + quotedName(key.text));
        return std::string(key.text);
    }

    [[nodiscard]] std::string joined(const std::string &name, const std::string &key) const
    {
        if (name.size() + key.size() >= kMaxNameBytes)
            throwBadFile(m_file, "has a name of more than " + std::to_string(kMaxNameBytes) + " bytes: " + quotedName(name));
        return name + '.' + key;
    }

    void add(const PickledTensor &tensor, const std::string &name)
    {
        TensorPlan plan;
        plan.type = m_pickle.storages[tensor.storage].type;
        plan.shape = tensor.shape;
        plan.strides = tensor.strides;
        plan.storage = m_storages[tensor.storage].subspan(static_cast<std::size_t>(tensor.offset) * elementSize(plan.type));
        std::uint64_t bytes = 0;
        if (!checkedBytes(plan.shape, plan.type, bytes) || bytes > m_bytesLeft || m_plan.tensors.size() >= kMaxPickledTensors)
            throwBadFile(m_file, "uses the same data in too many tensors (they would take more than " + std::to_string(kMaxExpansion)
                                     + " times the file, or are more than " + std::to_string(kMaxPickledTensors) + ")");
        m_bytesLeft -= bytes;
        if (!m_plan.tensors.try_emplace(name, std::move(plan)).second)
            throwBadFile(m_file, "has the tensor " + quotedName(name) + " twice");
    }

    const Pickle &m_pickle;
    std::span<const Bytes> m_storages;
    std::uint64_t m_bytesLeft;
    const std::string &m_file;
    std::size_t m_visits = 0;
    WeightsPlan m_plan;
};

std::string archiveRoot(const ZipRecords &records, const std::string &file)
{
    constexpr std::string_view kPickle = "/data.pkl";
    std::string root;
    for (const auto &[name, bytes] : records) {
        if (!name.ends_with(kPickle) || name.find('/') != name.size() - kPickle.size())
            continue;
        if (!root.empty())
            throwBadFile(file, "holds more than one pickle");
        root = name.substr(0, name.size() - kPickle.size() + 1);
    }
    if (root.empty())
        throwBadFile(file, "is a zip archive that torch.save did not write: it has no data.pkl");
    if (records.contains(root + "constants.pkl"))
        throwBadFile(file, "is a TorchScript program and not a file of weights; save its state_dict() with torch.save");
    if (const auto order = records.find(root + "byteorder"); order != records.end() && !std::ranges::equal(order->second, std::string_view("little")))
        throwBadFile(file, "was written on a big-endian machine, which is not supported");
    return root;
}

WeightsPlan planZip(Bytes bytes, const std::string &name)
{
    const ZipRecords records = readZipDirectory(bytes, name);
    const std::string root = archiveRoot(records, name);
    const Pickle pickle = readPickle(records.find(root + "data.pkl")->second, name);
    std::vector<Bytes> storages;
    for (const PickledStorage &storage : pickle.storages) {
        const auto record = records.find(root + "data/" + std::string(storage.key));
        if (record == records.end())
            throwBadFile(name, "lacks the storage " + quotedName(storage.key));
        if (storage.elements > record->second.size() / elementSize(storage.type))
            throwBadFile(name, "has only " + std::to_string(record->second.size()) + " bytes for the storage " + quotedName(storage.key) + " of "
                                   + std::to_string(storage.elements) + " numbers");
        storages.push_back(record->second.first(static_cast<std::size_t>(storage.elements) * elementSize(storage.type)));
    }
    return Flattener(pickle, storages, bytes.size(), name).run();
}

Pickle takePickle(ByteReader &reader)
{
    Pickle pickle = readPickle(reader.rest(), reader.file());
    (void)reader.take(pickle.bytes);
    return pickle;
}

void checkLegacyPreamble(ByteReader &reader)
{
    (void)reader.take(kLegacyMagic.size());
    const Pickle protocol = takePickle(reader);
    if (protocol.root.kind != Kind::Int || protocol.root.integer != kLegacyProtocol)
        throwBadFile(reader.file(), "has another version of the legacy format than " + std::to_string(kLegacyProtocol));
    const Pickle system = takePickle(reader);
    if (system.root.kind != Kind::Dict)
        throwBadFile(reader.file(), "does not say on what machine it was written");
    const auto &items = system.sequences[system.root.index];
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (items[i].text == "little_endian" && items[i + 1].integer != 1)
            throwBadFile(reader.file(), "was written on a big-endian machine, which is not supported");
    }
}

/// The storages follow the pickles in the order of the list of keys: a count of elements, then the elements.
std::map<std::string_view, Bytes> takeLegacyStorages(ByteReader &reader, const Pickle &pickle)
{
    std::map<std::string_view, const PickledStorage *> wanted;
    for (const PickledStorage &storage : pickle.storages) {
        const PickledStorage &first = *wanted.try_emplace(storage.key, &storage).first->second;
        if (first.type != storage.type || first.elements != storage.elements)
            throwBadFile(reader.file(), "describes the storage " + quotedName(storage.key) + " in two ways");
    }
    const Pickle keys = takePickle(reader);
    if (keys.root.kind != Kind::List)
        throwBadFile(reader.file(), "has no list of storages");
    std::map<std::string_view, Bytes> found;
    for (const PickleValue &key : keys.sequences[keys.root.index]) {
        const auto storage = key.kind == Kind::Text ? wanted.find(key.text) : wanted.end();
        if (storage == wanted.end())
            throwBadFile(reader.file(), "lists a storage that no tensor uses: " + quotedName(key.text));
        const PickledStorage &described = *storage->second;
        if (const auto elements = reader.number<std::uint64_t>(); elements != described.elements)
            throwBadFile(reader.file(), "has " + std::to_string(elements) + " numbers in the storage " + quotedName(key.text) + " instead of "
                                            + std::to_string(described.elements));
        const std::uint64_t possible = reader.rest().size() / elementSize(described.type);
        if (described.elements > possible)
            throwBadFile(reader.file(), "is cut off: only " + std::to_string(possible) + " numbers of the " + std::to_string(described.elements)
                                            + " of the storage " + quotedName(key.text) + " are there");
        if (!found.try_emplace(storage->first, reader.take(described.elements * elementSize(described.type))).second)
            throwBadFile(reader.file(), "lists the storage " + quotedName(key.text) + " twice");
    }
    return found;
}

WeightsPlan planLegacy(Bytes bytes, const std::string &name)
{
    ByteReader reader(bytes, name);
    checkLegacyPreamble(reader);
    const Pickle pickle = takePickle(reader);
    const std::map<std::string_view, Bytes> found = takeLegacyStorages(reader, pickle);
    std::vector<Bytes> storages;
    for (const PickledStorage &storage : pickle.storages) {
        const auto place = found.find(storage.key);
        if (place == found.end())
            throwBadFile(name, "lacks the storage " + quotedName(storage.key));
        storages.push_back(place->second);
    }
    return Flattener(pickle, storages, bytes.size(), name).run();
}

} // namespace

bool looksLikeTorchFile(std::span<const std::uint8_t> bytes) noexcept
{
    return startsWith(bytes, kZipMagic) || startsWith(bytes, kLegacyMagic);
}

WeightsPlan planTorchFile(std::span<const std::uint8_t> bytes, const std::string &name)
{
    if (startsWith(bytes, kZipMagic))
        return planZip(bytes, name);
    if (startsWith(bytes, kLegacyMagic))
        return planLegacy(bytes, name);
    throwBadFile(name, "is not a file that torch.save wrote (neither a zip archive nor the legacy format)");
}

} // namespace flawscope
