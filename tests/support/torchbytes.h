// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flawscope::test {

/// @p value as little-endian bytes.
template <typename T>
[[nodiscard]] std::string littleEndian(T value)
{
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

/// Writes pickles of protocol 2 opcode by opcode, valid or not.
class PickleBytes final {
public:
    PickleBytes &raw(std::string_view bytes)
    {
        m_bytes += bytes;
        return *this;
    }
    PickleBytes &mark() { return raw("("); }
    PickleBytes &text(std::string_view value) { return raw("X").raw(littleEndian(static_cast<std::uint32_t>(value.size()))).raw(value); }
    PickleBytes &integer(std::int64_t value) { return raw("\x8a\x08").raw(littleEndian(value)); }
    PickleBytes &global(std::string_view module, std::string_view name) { return raw("c").raw(module).raw("\n").raw(name).raw("\n"); }
    PickleBytes &emptyDict() { return raw("}"); }
    PickleBytes &orderedDict() { return global("collections", "OrderedDict").raw(")R"); }
    PickleBytes &put(std::uint8_t slot) { return raw("q").raw(std::string(1, static_cast<char>(slot))); }
    PickleBytes &recall(std::uint8_t slot) { return raw("h").raw(std::string(1, static_cast<char>(slot))); }

    PickleBytes &integers(std::initializer_list<std::int64_t> values)
    {
        mark();
        for (const std::int64_t value : values)
            integer(value);
        return raw("t");
    }
    PickleBytes &storage(std::string_view type, std::string_view key, std::int64_t elements, bool isLegacy = false)
    {
        mark().text("storage").global("torch", type).text(key).text("cpu").integer(elements);
        return raw(isLegacy ? "NtQ" : "tQ");
    }
    PickleBytes &tensor(std::string_view type, std::string_view key, std::int64_t elements, std::int64_t offset,
                        std::initializer_list<std::int64_t> shape, std::initializer_list<std::int64_t> strides, bool isLegacy = false)
    {
        global("torch._utils", "_rebuild_tensor_v2").mark().storage(type, key, elements, isLegacy).integer(offset);
        return integers(shape).integers(strides).raw("\x89").orderedDict().raw("tR");
    }
    /// The whole pickle, from protocol to stop.
    [[nodiscard]] std::string done() const { return "\x80\x02" + m_bytes + "."; }

private:
    std::string m_bytes;
};

struct ZipRecordBytes {
    std::string name;
    std::string bytes;
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
};

/// A stored zip archive as torch.save writes it; @p zip64 puts every size and offset into zip64 fields.
[[nodiscard]] inline std::string zipBytes(const std::vector<ZipRecordBytes> &records, bool zip64 = false)
{
    const auto size32 = [&](std::uint64_t value) { return littleEndian(zip64 ? 0xFFFFFFFFU : static_cast<std::uint32_t>(value)); };
    std::string out;
    std::string directory;
    for (const ZipRecordBytes &record : records) {
        const std::uint64_t offset = out.size();
        const std::uint64_t size = record.bytes.size();
        const std::string common = littleEndian<std::uint16_t>(record.flags) + littleEndian<std::uint16_t>(record.method) + std::string(8, '\0');
        const std::string nameBytes = littleEndian(static_cast<std::uint16_t>(record.name.size()));
        const std::string extra = zip64 ? littleEndian<std::uint16_t>(1) + littleEndian<std::uint16_t>(24) + littleEndian(size) + littleEndian(size)
                                              + littleEndian(offset)
                                        : "";
        out += "PK\3\4" + std::string(2, '\0') + common + littleEndian(static_cast<std::uint32_t>(size))
               + littleEndian(static_cast<std::uint32_t>(size)) + nameBytes + std::string(2, '\0') + record.name + record.bytes;
        directory += "PK\1\2" + std::string(4, '\0') + common + size32(size) + size32(size) + nameBytes
                     + littleEndian(static_cast<std::uint16_t>(extra.size())) + std::string(10, '\0') + size32(offset) + record.name + extra;
    }
    const std::uint64_t start = out.size();
    const std::uint64_t count = records.size();
    out += directory;
    const std::uint64_t end64 = out.size();
    if (zip64) {
        out += "PK\6\6" + littleEndian<std::uint64_t>(44) + std::string(12, '\0') + littleEndian(count) + littleEndian(count)
               + littleEndian(static_cast<std::uint64_t>(directory.size())) + littleEndian(start);
        out += "PK\6\7" + std::string(4, '\0') + littleEndian(end64) + littleEndian<std::uint32_t>(1);
    }
    const std::string entries = littleEndian(zip64 ? std::uint16_t{0xFFFF} : static_cast<std::uint16_t>(count));
    return out + "PK\5\6" + std::string(4, '\0') + entries + entries + size32(directory.size()) + size32(start) + std::string(2, '\0');
}

/// torch.save's zip format: a pickle and its storages by key.
[[nodiscard]] inline std::string torchZip(const std::string &pickle, const std::vector<std::pair<std::string, std::string>> &storages,
                                          bool zip64 = false)
{
    std::vector<ZipRecordBytes> records = {{"archive/data.pkl", pickle}};
    for (const auto &[key, bytes] : storages)
        records.push_back({"archive/data/" + key, bytes});
    records.push_back({"archive/version", "3\n"});
    return zipBytes(records, zip64);
}

struct LegacyStorageBytes {
    std::string key;
    std::uint64_t elements;
    std::string bytes;
};

/// torch.save's legacy format.
[[nodiscard]] inline std::string torchLegacy(const std::string &pickle, const std::vector<LegacyStorageBytes> &storages, bool littleEndianFlag = true)
{
    PickleBytes keys;
    keys.raw("](");
    for (const LegacyStorageBytes &storage : storages)
        keys.text(storage.key);
    std::string out = std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15) + PickleBytes().raw("M\xe9\x03").done()
                      + PickleBytes().emptyDict().mark().text("little_endian").raw(littleEndianFlag ? "\x88" : "\x89").raw("u").done() + pickle
                      + keys.raw("e").done();
    for (const LegacyStorageBytes &storage : storages)
        out += littleEndian(storage.elements) + storage.bytes;
    return out;
}

} // namespace flawscope::test
