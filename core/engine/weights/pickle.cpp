// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/pickle.h"

#include "core/engine/weights/bytereader.h"

#include <array>
#include <bit>
#include <optional>
#include <unordered_map>

namespace flawscope {

namespace {

using Kind = PickleValue::Kind;

/// Opcodes of Python's pickle format that tensors need.
enum Op : std::uint8_t {
    kMark = '(', kStop = '.', kBinInt = 'J', kBinInt1 = 'K', kBinInt2 = 'M', kNone = 'N', kBinPersId = 'Q', kReduce = 'R',
    kBinString = 'T', kShortBinString = 'U', kBinUnicode = 'X', kEmptyList = ']', kAppend = 'a', kBuild = 'b', kGlobal = 'c',
    kAppends = 'e', kBinGet = 'h', kLongBinGet = 'j', kBinPut = 'q', kLongBinPut = 'r', kSetItem = 's', kTuple = 't',
    kEmptyTuple = ')', kSetItems = 'u', kEmptyDict = '}', kBinFloat = 'G', kProto = 0x80, kTuple1 = 0x85, kTuple2 = 0x86,
    kTuple3 = 0x87, kNewTrue = 0x88, kNewFalse = 0x89, kLong1 = 0x8a,
};

struct OpName {
    std::uint8_t op;
    const char *name;
};

/// The others, for the sentence of refusal.
constexpr std::array kRefusedOps = {
    OpName{'0', "POP"}, OpName{'1', "POP_MARK"}, OpName{'2', "DUP"}, OpName{'F', "FLOAT"}, OpName{'I', "INT"}, OpName{'L', "LONG"},
    OpName{'P', "PERSID"}, OpName{'S', "STRING"}, OpName{'V', "UNICODE"}, OpName{'d', "DICT"}, OpName{'g', "GET"}, OpName{'i', "INST"},
    OpName{'l', "LIST"}, OpName{'o', "OBJ"}, OpName{'p', "PUT"}, OpName{'B', "BINBYTES"}, OpName{'C', "SHORT_BINBYTES"},
    OpName{0x81, "NEWOBJ"}, OpName{0x82, "EXT1"}, OpName{0x83, "EXT2"}, OpName{0x84, "EXT4"}, OpName{0x8b, "LONG4"},
    OpName{0x8c, "SHORT_BINUNICODE"}, OpName{0x8d, "BINUNICODE8"}, OpName{0x8e, "BINBYTES8"}, OpName{0x8f, "EMPTY_SET"},
    OpName{0x90, "ADDITEMS"}, OpName{0x91, "FROZENSET"}, OpName{0x92, "NEWOBJ_EX"}, OpName{0x93, "STACK_GLOBAL"},
    OpName{0x94, "MEMOIZE"}, OpName{0x95, "FRAME"}, OpName{0x96, "BYTEARRAY8"}, OpName{0x97, "NEXT_BUFFER"}, OpName{0x98, "READONLY_BUFFER"},
};

enum class Callable : std::uint8_t { OrderedDict, RebuildTensor, RebuildTensorV2, RebuildParameter, Parameter, StorageType };

struct KnownGlobal {
    std::string_view module;
    std::string_view name;
    Callable callable;
    ElementType type = ElementType::F32;
};

constexpr std::array kGlobals = {
    KnownGlobal{"collections", "OrderedDict", Callable::OrderedDict},
    KnownGlobal{"torch._utils", "_rebuild_tensor", Callable::RebuildTensor},
    KnownGlobal{"torch._utils", "_rebuild_tensor_v2", Callable::RebuildTensorV2},
    KnownGlobal{"torch._utils", "_rebuild_parameter", Callable::RebuildParameter},
    KnownGlobal{"torch.nn.parameter", "Parameter", Callable::Parameter},
    KnownGlobal{"torch", "DoubleStorage", Callable::StorageType, ElementType::F64},
    KnownGlobal{"torch", "FloatStorage", Callable::StorageType, ElementType::F32},
    KnownGlobal{"torch", "HalfStorage", Callable::StorageType, ElementType::F16},
    KnownGlobal{"torch", "BFloat16Storage", Callable::StorageType, ElementType::BF16},
    KnownGlobal{"torch", "LongStorage", Callable::StorageType, ElementType::I64},
    KnownGlobal{"torch", "IntStorage", Callable::StorageType, ElementType::I32},
    KnownGlobal{"torch", "ShortStorage", Callable::StorageType, ElementType::I16},
    KnownGlobal{"torch", "CharStorage", Callable::StorageType, ElementType::I8},
    KnownGlobal{"torch", "ByteStorage", Callable::StorageType, ElementType::U8},
    KnownGlobal{"torch", "BoolStorage", Callable::StorageType, ElementType::Bool},
};

/// The stack machine. It has no recursion; what it makes is bounded by the limits in the header.
class PickleMachine final {
public:
    PickleMachine(std::span<const std::uint8_t> bytes, const std::string &file) : m_reader(bytes, file) {}

    Pickle run();

private:
    using Values = std::vector<PickleValue>;

    [[noreturn]] void fail(const std::string &problem) const;
    bool scalarStep(std::uint8_t op);
    bool memoStep(std::uint8_t op);
    bool containerStep(std::uint8_t op);
    [[noreturn]] void refuse(std::uint8_t op) const;

    PickleValue pop();
    PickleValue &top();
    Values popToMark();
    void push(const PickleValue &value)
    {
        countValues(1);
        m_stack.push_back(value);
    }
    void countValues(std::size_t count);
    void pushText(std::uint64_t length) { push({.kind = Kind::Text, .text = m_reader.text(length)}); }
    void pushInt(std::int64_t value) { push({.kind = Kind::Int, .integer = value}); }
    void pushSequence(Kind kind, Values items);
    void pushTuple(std::size_t count);
    void pushLong();
    void remember(std::uint32_t slot) { m_memo[slot] = top(); }
    void recall(std::uint32_t slot);
    void append(Values items, Kind kind);

    void pushGlobal();
    void pushStorage();
    void call();
    void build();
    void makeOrderedDict(const Values &arguments);
    void makeTensor(const Values &arguments, bool isV2);
    [[nodiscard]] PickledTensor checkedTensor(const Values &arguments) const;

    [[nodiscard]] const Values &items(const PickleValue &value) const { return m_pickle.sequences[value.index]; }
    [[nodiscard]] const Values &itemsOf(const PickleValue &value, Kind kind, const char *what) const;
    [[nodiscard]] std::int64_t natural(const PickleValue &value, const char *what) const;
    [[nodiscard]] std::vector<std::int64_t> naturals(const PickleValue &value, const char *what) const;
    void requireRoom(std::size_t objects, std::size_t limit) const;

    ByteReader m_reader;
    Pickle m_pickle;
    Values m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint32_t, PickleValue> m_memo;
    std::size_t m_valuesMade = 0;
};

void PickleMachine::fail(const std::string &problem) const
{
    throwBadFile(m_reader.file(), "is not a file of weights that can be read: " + problem);
}

PickleValue PickleMachine::pop()
{
    const PickleValue value = top();
    m_stack.pop_back();
    return value;
}

PickleValue &PickleMachine::top()
{
    if (m_stack.empty() || (!m_marks.empty() && m_marks.back() >= m_stack.size()))
        fail("its pickle takes more values than it made");
    return m_stack.back();
}

PickleMachine::Values PickleMachine::popToMark()
{
    if (m_marks.empty())
        fail("its pickle closes a container that was never opened");
    const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
    Values values(begin, m_stack.end());
    m_stack.erase(begin, m_stack.end());
    m_marks.pop_back();
    return values;
}

void PickleMachine::requireRoom(std::size_t objects, std::size_t limit) const
{
    if (objects >= limit)
        fail("its pickle makes more than " + std::to_string(limit) + " objects of a kind");
}

void PickleMachine::countValues(std::size_t count)
{
    m_valuesMade += count;
    if (m_valuesMade > kMaxPickleValues)
        fail("its pickle makes more than " + std::to_string(kMaxPickleValues) + " values");
}

void PickleMachine::pushSequence(Kind kind, Values items)
{
    requireRoom(m_pickle.sequences.size(), kMaxPickleObjects);
    m_pickle.sequences.push_back(std::move(items));
    push({.kind = kind, .index = static_cast<std::uint32_t>(m_pickle.sequences.size() - 1)});
}

void PickleMachine::pushTuple(std::size_t count)
{
    Values values(count);
    for (std::size_t i = count; i-- > 0;)
        values[i] = pop();
    pushSequence(Kind::Tuple, std::move(values));
}

void PickleMachine::pushLong()
{
    const auto bytes = m_reader.take(m_reader.number<std::uint8_t>());
    if (bytes.size() > sizeof(std::int64_t))
        fail("its pickle holds a number of " + std::to_string(bytes.size()) + " bytes");
    const bool isNegative = !bytes.empty() && bytes.back() >= 0x80;
    std::uint64_t value = isNegative ? ~std::uint64_t{0} : 0;
    std::memcpy(&value, bytes.data(), bytes.size());
    pushInt(std::bit_cast<std::int64_t>(value));
}

void PickleMachine::recall(std::uint32_t slot)
{
    const auto found = m_memo.find(slot);
    if (found == m_memo.end())
        fail("its pickle recalls value " + std::to_string(slot) + ", which it never made");
    push(found->second);
}

const PickleMachine::Values &PickleMachine::itemsOf(const PickleValue &value, Kind kind, const char *what) const
{
    if (value.kind != kind)
        fail(std::string("its pickle has no ") + what + " where one belongs");
    return items(value);
}

std::int64_t PickleMachine::natural(const PickleValue &value, const char *what) const
{
    if (value.kind != Kind::Int || value.integer < 0)
        fail(std::string("the ") + what + " of a tensor is not a whole number ≥ 0");
    return value.integer;
}

std::vector<std::int64_t> PickleMachine::naturals(const PickleValue &value, const char *what) const
{
    const Values &values = itemsOf(value, Kind::Tuple, what);
    if (values.size() > kMaxTensorRank)
        fail("a tensor has more than " + std::to_string(kMaxTensorRank) + " dimensions");
    std::vector<std::int64_t> numbers;
    for (const PickleValue &item : values)
        numbers.push_back(natural(item, what));
    return numbers;
}

void PickleMachine::append(Values added, Kind kind)
{
    const PickleValue target = top();
    if (target.kind != kind || (kind == Kind::Dict && added.size() % 2 != 0))
        fail("its pickle fills a container that is none");
    Values &values = m_pickle.sequences[target.index];
    values.insert(values.end(), added.begin(), added.end());
}

void PickleMachine::pushGlobal()
{
    constexpr std::size_t kMaxGlobal = 1024;
    const std::string_view module = m_reader.line(kMaxGlobal);
    const std::string_view name = m_reader.line(kMaxGlobal);
    for (std::size_t i = 0; i < kGlobals.size(); ++i) {
        if (kGlobals[i].module == module && kGlobals[i].name == name) {
            push({.kind = Kind::Global, .index = static_cast<std::uint32_t>(i)});
            return;
        }
    }
    const std::string full = std::string(module.substr(0, 80)) + '.' + std::string(name.substr(0, 80));
    throwBadFile(m_reader.file(), "asks for " + quotedName(full) + "; Flawscope reads tensors and plain containers from such a file and runs nothing in "
                                      "it. If you trust the file, save its state_dict() alone with PyTorch");
}

void PickleMachine::pushStorage()
{
    const PickleValue id = pop();
    const Values &parts = itemsOf(id, Kind::Tuple, "storage");
    if (parts.size() < 5 || parts.size() > 6 || parts[0].text != "storage" || parts[1].kind != Kind::Global
        || kGlobals[parts[1].index].callable != Callable::StorageType || parts[2].kind != Kind::Text || parts[3].kind != Kind::Text)
        fail("its pickle describes a storage in an unknown way");
    if (parts.size() == 6 && parts[5].kind != Kind::None)
        fail("it uses storage views of an old PyTorch; load it and save it again with a newer one");
    const std::int64_t elements = natural(parts[4], "storage size");
    requireRoom(m_pickle.storages.size(), kMaxPickleObjects);
    m_pickle.storages.push_back({kGlobals[parts[1].index].type, parts[2].text, static_cast<std::uint64_t>(elements)});
    push({.kind = Kind::Storage, .index = static_cast<std::uint32_t>(m_pickle.storages.size() - 1)});
}

PickledTensor PickleMachine::checkedTensor(const Values &arguments) const
{
    if (arguments[0].kind != Kind::Storage)
        fail("its pickle has no storage where one belongs");
    PickledTensor tensor;
    tensor.storage = arguments[0].index;
    tensor.offset = static_cast<std::uint64_t>(natural(arguments[1], "offset"));
    tensor.shape = naturals(arguments[2], "shape");
    tensor.strides = naturals(arguments[3], "strides");
    const PickledStorage &storage = m_pickle.storages[tensor.storage];
    std::uint64_t bytes = 0;
    if (tensor.strides.size() != tensor.shape.size() || !checkedBytes(tensor.shape, storage.type, bytes))
        fail("the shape of a tensor is too large or does not fit its strides");
    if (tensor.offset > storage.elements || bytes / elementSize(storage.type) > storage.elements)
        fail("a tensor is larger than its storage " + quotedName(storage.key));
    std::uint64_t last = tensor.offset;
    for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
        std::uint64_t step = 0;
        if (bytes != 0
            && (__builtin_mul_overflow(static_cast<std::uint64_t>(tensor.shape[d] - 1), static_cast<std::uint64_t>(tensor.strides[d]), &step)
                || __builtin_add_overflow(last, step, &last)))
            fail("the strides of a tensor are too large");
    }
    if (bytes != 0 && last >= storage.elements)
        fail("a tensor reaches beyond the end of its storage " + quotedName(storage.key));
    return tensor;
}

void PickleMachine::makeTensor(const Values &arguments, bool isV2)
{
    if (isV2 ? arguments.size() < 6 || arguments.size() > 7 : arguments.size() != 4)
        fail("its pickle makes a tensor from " + std::to_string(arguments.size()) + " values");
    requireRoom(m_pickle.tensors.size(), kMaxPickledTensors);
    m_pickle.tensors.push_back(checkedTensor(arguments));
    push({.kind = Kind::Tensor, .index = static_cast<std::uint32_t>(m_pickle.tensors.size() - 1)});
}

void PickleMachine::makeOrderedDict(const Values &arguments)
{
    Values pairs;
    if (arguments.size() > 1)
        fail("its pickle makes a dictionary from " + std::to_string(arguments.size()) + " values");
    if (!arguments.empty()) { // Python 2 hands over a list of [key, value] lists.
        for (const PickleValue &item : itemsOf(arguments[0], Kind::List, "list")) {
            const Values &pair = itemsOf(item, item.kind == Kind::List ? Kind::List : Kind::Tuple, "pair");
            if (pair.size() != 2)
                fail("its pickle makes a dictionary from something else than pairs");
            countValues(pair.size());
            pairs.insert(pairs.end(), pair.begin(), pair.end());
        }
    }
    pushSequence(Kind::Dict, std::move(pairs));
}

void PickleMachine::call()
{
    const PickleValue tuple = pop();
    const PickleValue callee = pop();
    const Values &arguments = itemsOf(tuple, Kind::Tuple, "arguments");
    if (callee.kind != Kind::Global)
        fail("its pickle calls something that is no function");
    switch (kGlobals[callee.index].callable) {
    case Callable::OrderedDict: makeOrderedDict(arguments); return;
    case Callable::RebuildTensor: makeTensor(arguments, false); return;
    case Callable::RebuildTensorV2: makeTensor(arguments, true); return;
    case Callable::RebuildParameter:
    case Callable::Parameter:
        if (arguments.empty() || arguments.size() > 3 || arguments[0].kind != Kind::Tensor)
            fail("its pickle makes a parameter without a tensor");
        push(arguments[0]);
        return;
    case Callable::StorageType: fail("its pickle calls a storage type");
    }
}

void PickleMachine::build()
{
    // The state of a state_dict is its _metadata, of a parameter its gradient flags: neither is wanted.
    (void)pop();
    if (top().kind != Kind::Dict && top().kind != Kind::Tensor)
        fail("its pickle gives a state to something that has none");
}

bool PickleMachine::scalarStep(std::uint8_t op)
{
    switch (op) {
    case kNone: push({}); return true;
    case kNewTrue: push({.kind = Kind::Bool, .integer = 1}); return true;
    case kNewFalse: push({.kind = Kind::Bool}); return true;
    case kBinInt: pushInt(m_reader.number<std::int32_t>()); return true;
    case kBinInt1: pushInt(m_reader.number<std::uint8_t>()); return true;
    case kBinInt2: pushInt(m_reader.number<std::uint16_t>()); return true;
    case kLong1: pushLong(); return true;
    case kBinFloat: (void)m_reader.take(sizeof(double)); push({.kind = Kind::Float}); return true;
    case kBinUnicode:
    case kBinString: pushText(m_reader.number<std::uint32_t>()); return true;
    case kShortBinString: pushText(m_reader.number<std::uint8_t>()); return true;
    default: return false;
    }
}

bool PickleMachine::memoStep(std::uint8_t op)
{
    switch (op) {
    case kBinPut: remember(m_reader.number<std::uint8_t>()); return true;
    case kLongBinPut: remember(m_reader.number<std::uint32_t>()); return true;
    case kBinGet: recall(m_reader.number<std::uint8_t>()); return true;
    case kLongBinGet: recall(m_reader.number<std::uint32_t>()); return true;
    default: return false;
    }
}

bool PickleMachine::containerStep(std::uint8_t op)
{
    switch (op) {
    case kMark: m_marks.push_back(m_stack.size()); return true;
    case kEmptyList: pushSequence(Kind::List, {}); return true;
    case kEmptyDict: pushSequence(Kind::Dict, {}); return true;
    case kEmptyTuple: pushTuple(0); return true;
    case kTuple1: pushTuple(1); return true;
    case kTuple2: pushTuple(2); return true;
    case kTuple3: pushTuple(3); return true;
    case kTuple: pushSequence(Kind::Tuple, popToMark()); return true;
    case kAppend: append({pop()}, Kind::List); return true;
    case kAppends: append(popToMark(), Kind::List); return true;
    case kSetItems: append(popToMark(), Kind::Dict); return true;
    case kSetItem: {
        const PickleValue value = pop();
        const PickleValue key = pop();
        append({key, value}, Kind::Dict);
        return true;
    }
    case kGlobal: pushGlobal(); return true;
    case kBinPersId: pushStorage(); return true;
    case kReduce: call(); return true;
    case kBuild: build(); return true;
    default: return false;
    }
}

void PickleMachine::refuse(std::uint8_t op) const
{
    const auto found = std::ranges::find(kRefusedOps, op, &OpName::op);
    fail("its pickle uses " + (found == kRefusedOps.end() ? "the unknown opcode " + std::to_string(op) : std::string("the opcode ") + found->name)
         + ", which tensors do not need");
}

Pickle PickleMachine::run()
{
    const std::size_t before = m_reader.rest().size();
    if (m_reader.number<std::uint8_t>() != kProto)
        fail("it has no pickle where one belongs");
    if (const auto protocol = m_reader.number<std::uint8_t>(); protocol != 2)
        fail("its pickle has protocol " + std::to_string(protocol) + "; save it with PyTorch's default, 2");
    while (true) {
        const auto op = m_reader.number<std::uint8_t>();
        if (op == kStop)
            break;
        if (!scalarStep(op) && !memoStep(op) && !containerStep(op))
            refuse(op);
    }
    m_pickle.root = pop();
    if (!m_stack.empty() || !m_marks.empty())
        fail("its pickle leaves values over");
    m_pickle.bytes = before - m_reader.rest().size();
    return std::move(m_pickle);
}

} // namespace

Pickle readPickle(std::span<const std::uint8_t> bytes, const std::string &name)
{
    return PickleMachine(bytes.first(std::min(bytes.size(), kMaxPickleBytes)), name).run();
}

} // namespace flawscope
