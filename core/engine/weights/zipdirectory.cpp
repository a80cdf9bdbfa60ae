// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/zipdirectory.h"

#include "core/engine/weights/bytereader.h"

namespace flawscope {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kDirectoryEntry = 0x02014b50;
constexpr std::uint32_t kDirectoryEnd = 0x06054b50;
constexpr std::uint32_t kDirectoryEnd64 = 0x06064b50;
constexpr std::uint32_t kLocator64 = 0x07064b50;
constexpr std::size_t kDirectoryEndBytes = 22;
constexpr std::size_t kDirectoryEntryBytes = 46;
constexpr std::size_t kLocatorBytes = 20;
constexpr std::uint16_t kExtra64 = 1;
constexpr std::uint32_t kSaturated = 0xFFFFFFFF;
constexpr std::uint16_t kEncryptedFlags = 0x2041; // Plain, strong, and masked headers.

struct Directory {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
    std::uint64_t offset = 0;
};

struct Entry {
    std::string_view name;
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint64_t packedBytes = 0;
    std::uint64_t plainBytes = 0;
    std::uint64_t offset = 0;
};

[[noreturn]] void fail(const std::string &file, const std::string &problem)
{
    throwBadFile(file, "is a damaged or unsuitable zip archive: " + problem);
}

Bytes from(Bytes bytes, std::uint64_t offset, const std::string &file)
{
    if (offset > bytes.size())
        fail(file, "it points to byte " + std::to_string(offset) + " of " + std::to_string(bytes.size()) + " (was the download broken off?)");
    return bytes.subspan(static_cast<std::size_t>(offset));
}

void expectSignature(ByteReader &reader, std::uint32_t signature, const char *what)
{
    if (reader.number<std::uint32_t>() != signature)
        fail(reader.file(), std::string(what) + " is not where it should be");
}

std::size_t findDirectoryEnd(Bytes bytes, const std::string &file)
{
    constexpr std::size_t kMaxComment = 0xFFFF;
    for (std::size_t back = kDirectoryEndBytes; back <= std::min(bytes.size(), kDirectoryEndBytes + kMaxComment); ++back) {
        ByteReader reader(bytes.last(back), file);
        if (reader.number<std::uint32_t>() != kDirectoryEnd)
            continue;
        (void)reader.take(16);
        if (reader.number<std::uint16_t>() == back - kDirectoryEndBytes)
            return bytes.size() - back;
    }
    fail(file, "its directory is missing (was the download broken off?)");
}

Directory readDirectory64(Bytes bytes, std::size_t end, const std::string &file)
{
    if (end < kLocatorBytes)
        fail(file, "its zip64 directory is missing");
    ByteReader locator(bytes.subspan(end - kLocatorBytes), file);
    expectSignature(locator, kLocator64, "its zip64 locator");
    (void)locator.take(4);
    ByteReader reader(from(bytes, locator.number<std::uint64_t>(), file), file);
    expectSignature(reader, kDirectoryEnd64, "its zip64 directory");
    (void)reader.take(28);
    Directory directory;
    directory.entries = reader.number<std::uint64_t>();
    directory.bytes = reader.number<std::uint64_t>();
    directory.offset = reader.number<std::uint64_t>();
    return directory;
}

Directory readDirectoryEnd(Bytes bytes, const std::string &file)
{
    const std::size_t end = findDirectoryEnd(bytes, file);
    ByteReader reader(bytes.subspan(end), file);
    (void)reader.take(10);
    Directory directory;
    directory.entries = reader.number<std::uint16_t>();
    directory.bytes = reader.number<std::uint32_t>();
    directory.offset = reader.number<std::uint32_t>();
    if (directory.entries == 0xFFFF || directory.bytes == kSaturated || directory.offset == kSaturated)
        directory = readDirectory64(bytes, end, file);
    if (directory.entries > directory.bytes / kDirectoryEntryBytes)
        fail(file, "its directory announces more records than it has room for");
    return directory;
}

/// Replaces saturated fields by those of the zip64 extra field.
void readExtra(Entry &entry, Bytes extra, const std::string &file)
{
    ByteReader reader(extra, file);
    while (reader.rest().size() >= 4) {
        const auto id = reader.number<std::uint16_t>();
        ByteReader field(reader.take(reader.number<std::uint16_t>()), file);
        if (id != kExtra64)
            continue;
        for (std::uint64_t *value : {&entry.plainBytes, &entry.packedBytes, &entry.offset}) {
            if (*value == kSaturated)
                *value = field.number<std::uint64_t>();
        }
    }
}

Entry readEntry(ByteReader &reader)
{
    Entry entry;
    expectSignature(reader, kDirectoryEntry, "an entry of its directory");
    (void)reader.take(4);
    entry.flags = reader.number<std::uint16_t>();
    entry.method = reader.number<std::uint16_t>();
    (void)reader.take(8);
    entry.packedBytes = reader.number<std::uint32_t>();
    entry.plainBytes = reader.number<std::uint32_t>();
    const auto nameBytes = reader.number<std::uint16_t>();
    const auto extraBytes = reader.number<std::uint16_t>();
    const auto commentBytes = reader.number<std::uint16_t>();
    (void)reader.take(8);
    entry.offset = reader.number<std::uint32_t>();
    entry.name = reader.text(nameBytes);
    readExtra(entry, reader.take(extraBytes), reader.file());
    (void)reader.take(commentBytes);
    return entry;
}

Bytes recordBytes(const Entry &entry, Bytes bytes, const std::string &file)
{
    if (entry.flags & kEncryptedFlags)
        fail(file, "the record " + quotedName(entry.name) + " is encrypted");
    if (entry.method != 0 || entry.packedBytes != entry.plainBytes)
        fail(file, "the record " + quotedName(entry.name) + " is compressed (method " + std::to_string(entry.method)
                       + "), which torch.save never does; unpack it and save it again with PyTorch");
    ByteReader reader(from(bytes, entry.offset, file), file);
    expectSignature(reader, kLocalHeader, "a record");
    (void)reader.take(22);
    const auto nameBytes = reader.number<std::uint16_t>();
    const auto extraBytes = reader.number<std::uint16_t>();
    if (reader.text(nameBytes) != entry.name)
        fail(file, "the record " + quotedName(entry.name) + " has another name in its directory");
    (void)reader.take(extraBytes);
    return reader.take(entry.packedBytes);
}

} // namespace

ZipRecords readZipDirectory(std::span<const std::uint8_t> bytes, const std::string &name)
{
    const Directory directory = readDirectoryEnd(bytes, name);
    ByteReader place(from(bytes, directory.offset, name), name);
    ByteReader reader(place.take(directory.bytes), name);
    ZipRecords records;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        const Entry entry = readEntry(reader);
        if (!records.try_emplace(std::string(entry.name), recordBytes(entry, bytes, name)).second)
            fail(name, "the record " + quotedName(entry.name) + " comes twice");
    }
    return records;
}

} // namespace flawscope
