// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/arrayfile.h"

#include "core/base/files.h"
#include "core/imaging/imagefile.h"
#include "core/imaging/imageheader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <string_view>

namespace flawscope {

namespace {

constexpr std::uint32_t kMaxHeaderBytes = 1U << 16;
constexpr std::size_t kMaxDimensions = 32;
constexpr std::string_view kMagic{"\x93NUMPY", 6};

static_assert(std::endian::native == std::endian::little, "items are decoded on a little-endian machine");

[[noreturn]] void throwBadFormat(const std::filesystem::path &path, const std::string &what)
{
    throw Error(ErrorCode::BadFormat, displayPath(path) + " is not a usable array: " + what + ".");
}

/// A file that is read piece by piece and says so when it ends early.
class InputFile final {
public:
    explicit InputFile(const std::filesystem::path &path) : m_path(path)
    {
        std::error_code error;
        if (std::filesystem::is_directory(path, error))
            throw Error(ErrorCode::Unreadable, "Cannot read " + displayPath(path) + ": it is a folder.");
        m_size = std::filesystem::file_size(path, error);
        if (!error)
            m_stream.open(path, std::ios::binary);
        if (error || !m_stream)
            throw Error(ErrorCode::Unreadable, "Cannot read " + displayPath(path) + ": "
                                                   + (error ? error.message() : std::string("permission denied")) + ".");
    }

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

    void seek(std::uint64_t offset) { m_stream.seekg(static_cast<std::streamoff>(offset)); }

    void read(void *target, std::size_t count)
    {
        m_stream.read(static_cast<char *>(target), static_cast<std::streamsize>(count));
        if (!m_stream)
            throwBadFormat(m_path, "it ends early");
    }

private:
    std::filesystem::path m_path;
    std::ifstream m_stream;
    std::uint64_t m_size = 0;
};

/// Reads the one Python literal that a header may be: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }.
class HeaderParser final {
public:
    HeaderParser(std::string_view text, const std::filesystem::path &path) : m_text(text), m_path(path) {}

    NpyHeader parse()
    {
        NpyHeader header;
        int seen = 0;
        expect('{');
        while (!accept('}')) {
            const std::string_view key = quoted();
            expect(':');
            if (key == "descr") {
                readType(quoted(), header);
                seen |= 1;
            } else if (key == "fortran_order") {
                header.fortranOrder = boolean();
                seen |= 2;
            } else if (key == "shape") {
                header.shape = tuple();
                seen |= 4;
            } else {
                fail("its header has the unknown field '" + std::string(key.substr(0, 40)) + "'");
            }
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        if (seen != 7)
            fail("its header lacks type, order or shape");
        return header;
    }

private:
    [[noreturn]] void fail(const std::string &what) const { throwBadFormat(m_path, what); }

    void skipSpace()
    {
        while (!m_text.empty() && (m_text.front() == ' ' || m_text.front() == '\n' || m_text.front() == '\t'))
            m_text.remove_prefix(1);
    }

    bool accept(char wanted)
    {
        skipSpace();
        if (m_text.empty() || m_text.front() != wanted)
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    void expect(char wanted)
    {
        if (!accept(wanted))
            fail(std::string("its header has no '") + wanted + "' where one belongs");
    }

    std::string_view quoted()
    {
        skipSpace();
        const char quote = m_text.empty() ? '\0' : m_text.front();
        const std::size_t end = quote == '\'' || quote == '"' ? m_text.find(quote, 1) : std::string_view::npos;
        if (end == std::string_view::npos)
            fail("its header has no plain text where one belongs (arrays of records are not read)");
        const std::string_view word = m_text.substr(1, end - 1);
        m_text.remove_prefix(end + 1);
        return word;
    }

    bool boolean()
    {
        skipSpace();
        for (const std::string_view word : {"True", "False"}) {
            if (m_text.starts_with(word)) {
                m_text.remove_prefix(word.size());
                return word == "True";
            }
        }
        fail("its header has neither True nor False for the order");
    }

    std::vector<std::int64_t> tuple()
    {
        std::vector<std::int64_t> values;
        expect('(');
        while (!accept(')')) {
            skipSpace();
            std::int64_t value = -1;
            const auto [end, error] = std::from_chars(m_text.data(), m_text.data() + m_text.size(), value);
            if (error != std::errc{} || value < 0 || values.size() == kMaxDimensions)
                fail("its shape is not a short list of counts");
            m_text.remove_prefix(static_cast<std::size_t>(end - m_text.data()));
            accept('L'); // Python 2 wrote long integers so.
            values.push_back(value);
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return values;
    }

    void readType(std::string_view descr, NpyHeader &header) const
    {
        static constexpr std::array<std::string_view, 11> kKnown = {"f4", "f8", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "b1"};
        const std::string_view item = descr.empty() ? descr : descr.substr(1);
        const bool ordered = !descr.empty() && std::string_view("<>|=").find(descr.front()) != std::string_view::npos;
        if (!ordered || std::find(kKnown.begin(), kKnown.end(), item) == kKnown.end())
            fail("its items have the type '" + std::string(descr.substr(0, 40)) + "'; float32, float64, bool and integers are read");
        header.kind = item[0];
        header.itemBytes = item[1] - '0';
        header.bigEndian = descr.front() == '>';
    }

    std::string_view m_text;
    const std::filesystem::path &m_path;
};

void checkArrayFits(const NpyHeader &header, const InputFile &file)
{
    const std::uint64_t available = (file.size() - header.dataOffset) / static_cast<std::uint64_t>(header.itemBytes);
    if (std::find(header.shape.begin(), header.shape.end(), 0) != header.shape.end())
        throwBadFormat(file.path(), "it is empty");
    std::uint64_t count = 1;
    for (const std::int64_t extent : header.shape) {
        if (static_cast<std::uint64_t>(extent) > available / count)
            throwBadFormat(file.path(), "its header promises more items than the file has bytes for; it is truncated or corrupt");
        count *= static_cast<std::uint64_t>(extent);
    }
    if (count > available)
        throwBadFormat(file.path(), "it ends before its first item");
}

NpyHeader readHeader(InputFile &file)
{
    std::array<unsigned char, 12> start{};
    file.seek(0);
    file.read(start.data(), 10);
    if (std::memcmp(start.data(), kMagic.data(), kMagic.size()) != 0)
        throwBadFormat(file.path(), "it does not begin as a .npy file does");
    const int version = start[6];
    if (version < 1 || version > 3)
        throw Error(ErrorCode::UnsupportedVersion, displayPath(file.path()) + " is a .npy file of version " + std::to_string(version)
                                                       + "; versions 1 to 3 are read.");
    const std::uint32_t fixedBytes = version == 1 ? 10 : 12;
    if (fixedBytes == 12)
        file.read(start.data() + 10, 2);
    std::uint32_t textBytes = start[8] | static_cast<std::uint32_t>(start[9]) << 8;
    if (fixedBytes == 12)
        textBytes |= static_cast<std::uint32_t>(start[10]) << 16 | static_cast<std::uint32_t>(start[11]) << 24;
    if (textBytes > kMaxHeaderBytes || fixedBytes + textBytes > file.size())
        throwBadFormat(file.path(), "its header would have " + std::to_string(textBytes) + " bytes; it is truncated or corrupt");
    std::string text(textBytes, '\0');
    file.read(text.data(), text.size());
    NpyHeader header = HeaderParser(text, file.path()).parse();
    header.dataOffset = fixedBytes + textBytes;
    checkArrayFits(header, file);
    return header;
}

template <typename Item, typename Score>
void decodeAs(const std::uint8_t *bytes, bool bigEndian, std::span<Score> out)
{
    for (Score &value : out) {
        std::array<std::uint8_t, sizeof(Item)> raw;
        std::memcpy(raw.data(), bytes, sizeof(Item));
        if (bigEndian)
            std::reverse(raw.begin(), raw.end());
        value = static_cast<Score>(std::bit_cast<Item>(raw));
        bytes += sizeof(Item);
    }
}

template <typename Score>
void decode(const NpyHeader &header, const std::uint8_t *bytes, std::span<Score> out)
{
    const bool swap = header.bigEndian;
    switch (header.kind << 4 | header.itemBytes) {
    case 'f' << 4 | 4: return decodeAs<float>(bytes, swap, out);
    case 'f' << 4 | 8: return decodeAs<double>(bytes, swap, out);
    case 'b' << 4 | 1:
    case 'u' << 4 | 1: return decodeAs<std::uint8_t>(bytes, swap, out);
    case 'u' << 4 | 2: return decodeAs<std::uint16_t>(bytes, swap, out);
    case 'u' << 4 | 4: return decodeAs<std::uint32_t>(bytes, swap, out);
    case 'u' << 4 | 8: return decodeAs<std::uint64_t>(bytes, swap, out);
    case 'i' << 4 | 1: return decodeAs<std::int8_t>(bytes, swap, out);
    case 'i' << 4 | 2: return decodeAs<std::int16_t>(bytes, swap, out);
    case 'i' << 4 | 4: return decodeAs<std::int32_t>(bytes, swap, out);
    case 'i' << 4 | 8: return decodeAs<std::int64_t>(bytes, swap, out);
    default: require(false, "the header parser admits only types that can be decoded");
    }
}

void checkPixels(const std::filesystem::path &path, std::int64_t height, std::int64_t width)
{
    if (height > kMaxImagePixels / width)
        throw Error(ErrorCode::OutOfMemory, displayPath(path) + " has " + std::to_string(height) + " × " + std::to_string(width)
                                                + " pixels; at most " + std::to_string(kMaxImagePixels) + " are read.");
}

template <typename Score>
void checkFinite(const std::filesystem::path &path, const Plane<Score> &map)
{
    const auto bad = std::find_if(map.values.begin(), map.values.end(), [](Score value) { return !std::isfinite(value); });
    if (bad == map.values.end())
        return;
    const auto index = bad - map.values.begin();
    throw Error(ErrorCode::BadInput, displayPath(path) + " has no usable score in row " + std::to_string(index / map.width) + ", column "
                                         + std::to_string(index % map.width) + ": it is NaN, infinite" + (sizeof(Score) == sizeof(float) ? " or beyond float32" : "")
                                         + ". Scores must be finite numbers.");
}

template <typename Score>
Plane<Score> readNpyMap(const std::filesystem::path &path)
{
    InputFile file(path);
    const NpyHeader header = readHeader(file);
    std::span<const std::int64_t> shape = header.shape;
    while (shape.size() > 2 && shape.front() == 1)
        shape = shape.subspan(1);
    if (shape.size() != 2)
        throwBadFormat(path, "it has " + std::to_string(header.shape.size()) + " dimensions; a map has two, height and width");
    checkPixels(path, shape[0], shape[1]);
    Plane<Score> map(static_cast<int>(shape[0]), static_cast<int>(shape[1]));
    const int lines = header.fortranOrder ? map.width : map.height;
    std::vector<Score> line(static_cast<std::size_t>(header.fortranOrder ? map.height : map.width));
    std::vector<std::uint8_t> raw(line.size() * static_cast<std::size_t>(header.itemBytes));
    file.seek(header.dataOffset);
    for (int index = 0; index < lines; ++index) {
        file.read(raw.data(), raw.size());
        if (!header.fortranOrder) {
            decode<Score>(header, raw.data(), map.row(index));
            continue;
        }
        decode<Score>(header, raw.data(), line);
        for (int y = 0; y < map.height; ++y)
            map.at(y, index) = line[static_cast<std::size_t>(y)];
    }
    return map;
}

template <typename Score>
Plane<Score> readTiffMap(const std::filesystem::path &path, const std::vector<std::uint8_t> &bytes)
{
    // Deflate and LZW shrink at most about 1:1400, so that a small file cannot honestly promise a huge picture.
    constexpr std::uint64_t kMaxPixelsPerByte = 2048;
    const ImageHeader header = probeImage(bytes);
    if (!header.problem.empty())
        throwBadFormat(path, header.problem);
    if (header.width < 1 || header.height < 1)
        throwBadFormat(path, "its TIFF header gives no size");
    checkPixels(path, header.height, header.width);
    if (static_cast<std::uint64_t>(header.height) * static_cast<std::uint64_t>(header.width) > bytes.size() * kMaxPixelsPerByte)
        throwBadFormat(path, "its header promises more pixels than the file has bytes for; it is truncated or corrupt");
    cv::Mat decoded;
    try {
        decoded = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
        if (decoded.empty())
            throwBadFormat(path, "the TIFF cannot be decoded; it is truncated, corrupt, or of a kind that is not read");
        if (decoded.channels() != 1)
            throwBadFormat(path, "it has " + std::to_string(decoded.channels()) + " channels; a map has one");
        Plane<Score> map(decoded.rows, decoded.cols);
        constexpr int kDepth = sizeof(Score) == sizeof(float) ? CV_32F : CV_64F;
        decoded.convertTo(cv::Mat(map.height, map.width, kDepth, map.values.data()), kDepth);
        return map;
    } catch (const cv::Exception &exception) {
        throwBadFormat(path, "the TIFF cannot be decoded (" + exception.err + ")");
    }
}

template <typename Score>
Plane<Score> readAnyMap(const std::filesystem::path &path)
{
    InputFile file(path);
    std::array<char, 6> start{};
    if (file.size() < start.size())
        throwBadFormat(path, "it has only " + std::to_string(file.size()) + " bytes");
    file.read(start.data(), start.size());
    const std::string_view magic(start.data(), start.size());
    const std::string_view tiffMagic = magic.substr(0, 4);
    Plane<Score> map;
    if (magic == kMagic)
        map = readNpyMap<Score>(path);
    else if (tiffMagic == std::string_view("II*\0", 4) || tiffMagic == std::string_view("MM\0*", 4) || tiffMagic == std::string_view("II+\0", 4)
             || tiffMagic == std::string_view("MM\0+", 4))
        map = readTiffMap<Score>(path, readFile(path));
    else
        throwBadFormat(path, "it is neither a .npy file nor a TIFF");
    checkFinite(path, map);
    return map;
}

} // namespace

NpyHeader readNpyHeader(const std::filesystem::path &path)
{
    InputFile file(path);
    return readHeader(file);
}

ScoreMap readMap(const std::filesystem::path &path)
{
    return readAnyMap<float>(path);
}

Plane<double> readPreciseMap(const std::filesystem::path &path)
{
    return readAnyMap<double>(path);
}

void writeMapTiff(const std::filesystem::path &path, const ScoreMap &map)
{
    require(map.height > 0 && map.width > 0 && map.size() == static_cast<std::size_t>(map.height) * map.width, "a map to be written has pixels");
    std::vector<std::uint8_t> bytes;
    bool encoded = false;
    try {
        encoded = cv::imencode(".tiff", cv::Mat(map.height, map.width, CV_32F, const_cast<float *>(map.values.data())), bytes);
    } catch (const cv::Exception &exception) {
        throw Error(ErrorCode::Unwritable, "Cannot encode " + displayPath(path) + ": " + exception.err + ".");
    }
    if (!encoded)
        throw Error(ErrorCode::Unwritable, "Cannot encode " + displayPath(path) + " as TIFF.");
    writeFileAtomically(path, bytes);
}

Mask readNpyFrame(const std::filesystem::path &path, int index)
{
    InputFile file(path);
    const NpyHeader header = readHeader(file);
    if (header.kind == 'f')
        throwBadFormat(path, "it holds floating-point numbers; masks are bools or integers");
    std::vector<std::int64_t> shape = header.shape;
    if (shape.size() == 2) {
        shape.insert(shape.begin(), 1);
        index = std::max(index, 0);
    }
    if (shape.size() != 3)
        throwBadFormat(path, "it has " + std::to_string(header.shape.size()) + " dimensions; a stack of masks has three: frames, height and width");
    if (header.fortranOrder)
        throwBadFormat(path, "it is stored in Fortran order; save it with numpy.ascontiguousarray");
    if (index < 0 || index >= shape[0])
        throw Error(ErrorCode::BadInput, displayPath(path) + " has " + std::to_string(shape[0]) + " frames; there is no frame "
                                             + std::to_string(index) + ".");
    checkPixels(path, shape[1], shape[2]);
    Mask mask(static_cast<int>(shape[1]), static_cast<int>(shape[2]));
    const auto itemBytes = static_cast<std::size_t>(header.itemBytes);
    std::vector<std::uint8_t> line(static_cast<std::size_t>(mask.width) * itemBytes);
    file.seek(header.dataOffset + static_cast<std::uint64_t>(index) * mask.size() * itemBytes);
    for (int y = 0; y < mask.height; ++y) {
        file.read(line.data(), line.size());
        for (int x = 0; x < mask.width; ++x) {
            const std::uint8_t *item = line.data() + static_cast<std::size_t>(x) * itemBytes;
            mask.at(y, x) = std::any_of(item, item + itemBytes, [](std::uint8_t byte) { return byte != 0; });
        }
    }
    return mask;
}

} // namespace flawscope
