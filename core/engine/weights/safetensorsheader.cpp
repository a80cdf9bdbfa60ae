// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/safetensorsheader.h"

#include "core/base/error.h"
#include "core/engine/weights/headerjson.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace flawscope {

namespace {

constexpr std::string_view kMetadataKey = "__metadata__";
constexpr std::size_t kLengthBytes = 8;

using Range = std::pair<std::int64_t, std::int64_t>;

struct HeaderEntry {
    TensorPlan plan;
    Range range;
};

ElementType elementType(const HeaderJsonReader &json, const std::string &name)
{
    for (int i = 0; i <= static_cast<int>(ElementType::Bool); ++i) {
        if (elementName(static_cast<ElementType>(i)) == name)
            return static_cast<ElementType>(i);
    }
    json.fail("the element type " + quotedName(name) + " is not supported (F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL are)");
}

std::vector<std::int64_t> readShape(HeaderJsonReader &json)
{
    std::vector<std::int64_t> shape;
    json.expect('[');
    if (json.accept(']'))
        return shape;
    do {
        if (shape.size() == kMaxTensorRank)
            json.fail("a tensor has more than " + std::to_string(kMaxTensorRank) + " dimensions");
        shape.push_back(json.number());
    } while (json.accept(','));
    json.expect(']');
    return shape;
}

Range readRange(HeaderJsonReader &json)
{
    Range range;
    json.expect('[');
    range.first = json.number();
    json.expect(',');
    range.second = json.number();
    json.expect(']');
    return range;
}

HeaderEntry readEntry(HeaderJsonReader &json, const std::string &tensor)
{
    HeaderEntry entry;
    unsigned seen = 0;
    const auto once = [&](unsigned bit) {
        if (seen & bit)
            json.fail("tensor " + quotedName(tensor) + " says something twice");
        seen |= bit;
    };
    json.expect('{');
    do {
        const std::string key = json.string();
        json.expect(':');
        if (key == "dtype") {
            once(1);
            entry.plan.type = elementType(json, json.string());
        } else if (key == "shape") {
            once(2);
            entry.plan.shape = readShape(json);
        } else if (key == "data_offsets") {
            once(4);
            entry.range = readRange(json);
        } else {
            json.fail("tensor " + quotedName(tensor) + " has the unknown property " + quotedName(key));
        }
    } while (json.accept(','));
    json.expect('}');
    if (seen != 7)
        json.fail("tensor " + quotedName(tensor) + " lacks its dtype, shape or data_offsets");
    return entry;
}

std::map<std::string, std::string> readMetadata(HeaderJsonReader &json)
{
    std::map<std::string, std::string> metadata;
    json.expect('{');
    if (json.accept('}'))
        return metadata;
    do {
        std::string key = json.string();
        json.expect(':');
        std::string value = json.string();
        if (!metadata.try_emplace(key, std::move(value)).second)
            json.fail("the metadata have the key " + quotedName(key) + " twice");
    } while (json.accept(','));
    json.expect('}');
    return metadata;
}

/// Checks the entry against the data section and points its plan there.
void placeEntry(HeaderEntry &entry, const std::string &tensor, std::span<const std::uint8_t> data, const HeaderJsonReader &json)
{
    std::uint64_t bytes = 0;
    if (!checkedBytes(entry.plan.shape, entry.plan.type, bytes))
        json.fail("the shape of tensor " + quotedName(tensor) + " is too large");
    const auto [begin, end] = entry.range;
    if (begin > end || static_cast<std::uint64_t>(end) > data.size())
        json.fail("tensor " + quotedName(tensor) + " claims bytes " + std::to_string(begin) + " to " + std::to_string(end) + " of "
                  + std::to_string(data.size()) + " (the file is cut off or damaged)");
    if (static_cast<std::uint64_t>(end - begin) != bytes)
        json.fail("tensor " + quotedName(tensor) + " has " + std::to_string(end - begin) + " bytes where its shape needs " + std::to_string(bytes));
    entry.plan.strides = contiguousStrides(entry.plan.shape);
    entry.plan.storage = data.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(bytes));
}

void requireGapless(std::vector<Range> &ranges, std::size_t dataBytes, const std::string &name)
{
    std::ranges::sort(ranges);
    std::int64_t at = 0;
    for (const auto &[begin, end] : ranges) {
        if (begin != at)
            throwBadFile(name, "is not a valid safetensors file: the data of its tensors " + std::string(begin < at ? "overlap" : "leave a hole")
                                   + " at byte " + std::to_string(begin));
        at = end;
    }
    if (static_cast<std::uint64_t>(at) != dataBytes)
        throwBadFile(name, "is not a valid safetensors file: " + std::to_string(dataBytes) + " bytes of data belong to tensors of "
                               + std::to_string(at) + " bytes");
}

void appendEntry(std::string &json, const std::string &tensor, const SafetensorsEntry &entry, const Range &range)
{
    json += toJsonString(tensor) + ":{\"dtype\":\"";
    json += elementName(entry.type);
    json += "\",\"shape\":[";
    for (const std::int64_t size : entry.shape)
        json += std::to_string(size) + ',';
    if (!entry.shape.empty())
        json.pop_back();
    json += "],\"data_offsets\":[" + std::to_string(range.first) + ',' + std::to_string(range.second) + "]}";
}

} // namespace

WeightsPlan planSafetensors(std::span<const std::uint8_t> bytes, const std::string &name)
{
    if (bytes.size() < kLengthBytes)
        throwBadFile(name, "has " + std::to_string(bytes.size()) + " bytes, too few for a safetensors file");
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), kLengthBytes);
    if (length > kMaxSafetensorsHeader || length > bytes.size() - kLengthBytes)
        throwBadFile(name, "is not a safetensors file or is cut off: it announces a header of " + std::to_string(length) + " bytes (at most "
                               + std::to_string(std::min<std::uint64_t>(kMaxSafetensorsHeader, bytes.size() - kLengthBytes)) + " are possible)");
    const std::span<const std::uint8_t> header = bytes.subspan(kLengthBytes, static_cast<std::size_t>(length));
    const std::span<const std::uint8_t> data = bytes.subspan(kLengthBytes + static_cast<std::size_t>(length));
    HeaderJsonReader json({reinterpret_cast<const char *>(header.data()), header.size()}, name);

    WeightsPlan plan;
    std::vector<Range> ranges;
    bool hasMetadata = false;
    json.expect('{');
    if (!json.accept('}')) {
        do {
            const std::string key = json.string();
            json.expect(':');
            if (key == kMetadataKey) {
                if (std::exchange(hasMetadata, true))
                    json.fail("the metadata come twice");
                plan.metadata = readMetadata(json);
                continue;
            }
            HeaderEntry entry = readEntry(json, key);
            placeEntry(entry, key, data, json);
            ranges.push_back(entry.range);
            if (!plan.tensors.try_emplace(key, std::move(entry.plan)).second)
                json.fail("tensor " + quotedName(key) + " comes twice");
        } while (json.accept(','));
        json.expect('}');
    }
    json.finish();
    requireGapless(ranges, data.size(), name);
    return plan;
}

SafetensorsHeader makeSafetensorsHeader(const std::map<std::string, SafetensorsEntry> &entries,
                                        const std::map<std::string, std::string> &metadata, const std::string &name)
{
    const auto refuse = [&](const std::string &problem) { throw Error(ErrorCode::Unwritable, "Cannot write " + name + ": " + problem + "."); };
    SafetensorsHeader header;
    for (const auto &[tensor, entry] : entries) {
        if (tensor == kMetadataKey || !isUtf8(tensor))
            refuse("a tensor cannot be named " + quotedName(tensor));
        header.dataOrder.push_back(tensor);
    }
    std::ranges::stable_sort(header.dataOrder, std::greater{}, [&](const std::string &tensor) { return elementSize(entries.at(tensor).type); });

    std::map<std::string, Range> ranges;
    std::int64_t at = 0;
    for (const std::string &tensor : header.dataOrder) {
        std::uint64_t bytes = 0;
        const SafetensorsEntry &entry = entries.at(tensor);
        const std::int64_t begin = at;
        if (!checkedBytes(entry.shape, entry.type, bytes) || __builtin_add_overflow(at, static_cast<std::int64_t>(bytes), &at))
            refuse("tensor " + quotedName(tensor) + " is too large");
        ranges[tensor] = {begin, at};
    }

    std::string json = "{";
    if (!metadata.empty()) {
        json += toJsonString(kMetadataKey) + ":{";
        for (const auto &[key, value] : metadata) {
            if (!isUtf8(key) || !isUtf8(value))
                refuse("the metadata " + quotedName(key) + " are not UTF-8");
            json += toJsonString(key) + ':' + toJsonString(value) + ',';
        }
        json.back() = '}';
    }
    for (const auto &[tensor, entry] : entries) {
        if (json.size() > 1)
            json += ',';
        appendEntry(json, tensor, entry, ranges[tensor]);
    }
    json += '}';
    json.append((8 - json.size() % 8) % 8, ' ');
    if (json.size() > kMaxSafetensorsHeader)
        refuse("names and metadata take " + std::to_string(json.size()) + " bytes, more than " + std::to_string(kMaxSafetensorsHeader));
    const std::uint64_t length = json.size();
    header.bytes.resize(kLengthBytes);
    std::memcpy(header.bytes.data(), &length, kLengthBytes);
    header.bytes += json;
    return header;
}

} // namespace flawscope
