// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/imageheader_p.h"

#include <algorithm>

namespace flawscope::imaging {

namespace {

constexpr std::uint64_t kMaxEntries = 1024;
constexpr std::uint64_t kMaxStripsRead = 8192;

/// The values of one directory entry, wherever they lie.
struct Values {
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
    int bytes = 0;
};

int sizeOfType(std::uint64_t type)
{
    switch (type) {
    case 1: // BYTE
        return 1;
    case 3: // SHORT
        return 2;
    case 4: // LONG
        return 4;
    case 16: // LONG8
        return 8;
    default:
        return 0;
    }
}

class DirectoryReader final {
public:
    DirectoryReader(ByteSource &source, std::uint64_t base) : m_source(source), m_base(base) {}

    TiffDirectory read()
    {
        m_tiff.bigEndian = m_source.startsWith("MM", m_base);
        const std::uint64_t version = number(m_base + 2, 2);
        m_big = version == 43;
        if ((!m_tiff.bigEndian && !m_source.startsWith("II", m_base)) || (version != 42 && !m_big))
            throw Damaged{"its TIFF header is damaged"};
        const std::uint64_t directory = m_base + number(m_base + (m_big ? 8 : 4), m_big ? 8 : 4);
        const std::uint64_t count = number(directory, m_big ? 8 : 2);
        if (count == 0 || count > kMaxEntries)
            throw Damaged{"its TIFF directory is damaged"};
        // One read for the directory as a whole.
        (void)m_source.at(directory, (m_big ? 8 : 2) + count * (m_big ? 20 : 12));
        for (std::uint64_t i = 0; i < count; ++i)
            readEntry(directory + (m_big ? 8 + 20 * i : 2 + 12 * i));
        m_tiff.hasData = m_offsets.count > 0 && m_offsets.count == m_lengths.count;
        if (m_tiff.hasData)
            findDataEnd();
        return m_tiff;
    }

private:
    std::uint64_t number(std::uint64_t offset, int bytes) { return m_source.number(offset, bytes, m_tiff.bigEndian); }

    std::uint64_t value(const Values &values, std::uint64_t index)
    {
        return number(values.offset + index * static_cast<std::uint64_t>(values.bytes), values.bytes);
    }

    void readEntry(std::uint64_t entry)
    {
        const std::uint64_t tag = number(entry, 2);
        Values values;
        values.bytes = sizeOfType(number(entry + 2, 2));
        values.count = number(entry + 4, m_big ? 8 : 4);
        if (values.bytes == 0 || values.count == 0)
            return;
        const int inlineBytes = m_big ? 8 : 4;
        const std::uint64_t field = entry + (m_big ? 12 : 8);
        const bool isInline = values.count <= static_cast<std::uint64_t>(inlineBytes / values.bytes);
        values.offset = isInline ? field : m_base + number(field, inlineBytes);
        keep(tag, values);
    }

    void keep(std::uint64_t tag, const Values &values)
    {
        const auto small = [&] {
            (void)value(values, values.count - 1); // A list that is cut off is noticed here.
            return static_cast<int>(std::min<std::uint64_t>(value(values, 0), 0xFFFF));
        };
        switch (tag) {
        case 256:
            m_tiff.width = value(values, 0);
            break;
        case 257:
            m_tiff.height = value(values, 0);
            break;
        case 258:
            m_tiff.bitsPerSample = small();
            break;
        case 262:
            m_tiff.photometric = small();
            break;
        case 274:
            if (values.bytes == 2) {
                m_tiff.orientation = small();
                m_tiff.orientationOffset = values.offset;
            }
            break;
        case 277:
            m_tiff.samplesPerPixel = small();
            break;
        case 284:
            m_tiff.separatePlanes = value(values, 0) == 2;
            break;
        case 338:
            if (values.bytes == 2) {
                m_tiff.extraSample = small();
                m_tiff.extraSampleOffset = values.offset;
            }
            break;
        case 339:
            m_tiff.sampleFormat = small();
            break;
        case 273: // strips
        case 324:
            m_offsets = values;
            break;
        case 279: // strips
        case 325:
            m_lengths = values;
            break;
        default:
            break;
        }
    }

    void findDataEnd()
    {
        const std::uint64_t count = m_offsets.count;
        const std::uint64_t first = count > kMaxStripsRead ? count - kMaxStripsRead : 0;
        std::vector<std::uint64_t> offsets;
        offsets.reserve(static_cast<std::size_t>(count - first));
        for (std::uint64_t i = first; i < count; ++i)
            offsets.push_back(value(m_offsets, i));
        for (std::uint64_t i = first; i < count; ++i) {
            const std::uint64_t offset = offsets[static_cast<std::size_t>(i - first)];
            const std::uint64_t end = offset + value(m_lengths, i);
            if (end < offset)
                throw CutOff{};
            m_tiff.dataEnd = std::max(m_tiff.dataEnd, end);
        }
    }

    ByteSource &m_source;
    std::uint64_t m_base;
    bool m_big = false;
    TiffDirectory m_tiff;
    Values m_offsets;
    Values m_lengths;
};

} // namespace

TiffDirectory readTiffDirectory(ByteSource &source, std::uint64_t base)
{
    return DirectoryReader(source, base).read();
}

int exifOrientation(ByteSource &source, std::uint64_t base)
{
    try {
        const int orientation = readTiffDirectory(source, base).orientation;
        return orientation >= 1 && orientation <= 8 ? orientation : 1;
    } catch (const CutOff &) {
        return 1;
    } catch (const Damaged &) {
        return 1;
    }
}

} // namespace flawscope::imaging
