#include "json/document.hpp"

#include <array>
#include <cJSON.h>
#include <cstring>
#include <new>

#include "base/text.hpp"
#include "json/scan.hpp"

namespace kling::json {
namespace {

struct Delete {
  void operator()(cJSON *node) const { cJSON_Delete(node); }
};
using Node = std::unique_ptr<cJSON, Delete>;

/// cJSON answers NULL only when memory ran out, because everything else was checked before.
Node made(cJSON *node) {
  if (node == nullptr) {
    throw std::bad_alloc();
  }
  return Node(node);
}

char *copied(std::string_view text) {
  auto *memory = static_cast<char *>(cJSON_malloc(text.size() + 1));
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  if (!text.empty()) {
    std::memcpy(memory, text.data(), text.size());
  }
  memory[text.size()] = '\0';
  return memory;
}

Node text_node(int type, std::string_view text) {
  Node node = made(cJSON_CreateNull());
  node->valuestring = copied(text);
  node->type = type;
  return node;
}

/// Gives every number node its literal back, in document order: cJSON prints raw nodes as they are.
void restore_literals(cJSON *root, const Vector<std::string_view> &literals) {
  auto literal = literals.begin();
  Vector<cJSON *> pending; // the ancestors' next siblings
  cJSON *node = root;
  while (node != nullptr && literal != literals.end()) {
    if (cJSON_IsNumber(node) != 0) {
      node->valuestring = copied(*literal++);
      node->type = cJSON_Raw;
    }
    if (node->child != nullptr) {
      pending.push_back(node->next);
      node = node->child;
      continue;
    }
    node = node->next;
    while (node == nullptr && !pending.empty()) {
      node = pending.back();
      pending.pop_back();
    }
  }
}

cJSON *member(const cJSON *object, std::string_view name) {
  for (cJSON *each = object->child; each != nullptr; each = each->next) {
    if (name == each->string) {
      return each;
    }
  }
  return nullptr;
}

cJSON *item(const cJSON *array, std::size_t index) {
  cJSON *each = array->child;
  for (; each != nullptr && index > 0; --index) {
    each = each->next;
  }
  return each;
}

void put_member(cJSON *object, const String &name, Node node) {
  cJSON *old = member(object, name);
  if (old == nullptr) {
    if (cJSON_AddItemToObject(object, name.c_str(), node.get()) == 0) {
      throw std::bad_alloc();
    }
    static_cast<void>(node.release());
    return;
  }
  char *own_name = copied(name);
  cJSON_free(node->string);
  node->string = own_name;
  cJSON *placed = node.release();
  cJSON_ReplaceItemViaPointer(object, old, placed);
  // A reader that takes the last of two equal names must see the new value too.
  for (cJSON *each = placed->next; each != nullptr;) {
    cJSON *following = each->next;
    if (name == each->string) {
      cJSON_Delete(cJSON_DetachItemViaPointer(object, each));
    }
    each = following;
  }
}

/// At the end of the array, or in the place of the item at the index.
void put_item(cJSON *array, std::size_t index, Node node) {
  cJSON_free(node->string);
  node->string = nullptr;
  cJSON *old = item(array, index);
  if (old == nullptr) {
    cJSON_AddItemToArray(array, node.release());
  } else {
    cJSON_ReplaceItemViaPointer(array, old, node.release());
  }
}

/// What a step means in this container: a member's name or an index; `fits` is false when it means nothing there.
struct Place {
  bool fits = false;
  bool by_name = false;
  std::size_t index = 0;
  cJSON *node = nullptr; // what stands there
};

Place place(const cJSON *container, const Step &step) {
  Place found;
  if (cJSON_IsObject(container) != 0) {
    found.by_name = true;
    found.fits = step.kind == Step::Kind::member || step.kind == Step::Kind::either;
    found.node = found.fits ? member(container, step.name) : nullptr;
  } else if (cJSON_IsArray(container) != 0 && step.kind != Step::Kind::member) {
    auto size = static_cast<std::size_t>(cJSON_GetArraySize(container));
    found.index = step.kind == Step::Kind::append ? size : step.index;
    found.fits = found.index <= size;
    found.node = item(container, found.index);
  }
  return found;
}

String part(const Path &path, std::size_t steps) {
  Path head;
  head.steps.assign(path.steps.begin(), path.steps.begin() + static_cast<std::ptrdiff_t>(steps));
  return head.dotted();
}

bool refuse(const Path &path, std::size_t step, const cJSON *container, String &why) {
  String name = part(path, step + 1);
  if (cJSON_IsArray(container) != 0 && path.steps[step].kind != Step::Kind::member) {
    why = concat({"\"", name, "\": an index may extend an array by one only"});
  } else if (step == 0) {
    why = concat({"\"", name, "\": the whole is no object"});
  } else {
    why = concat({"\"", part(path, step), "\" is no ", path.steps[step].kind == Step::Kind::member ? "object" : "array"});
  }
  return false;
}

/// Wraps the node in new containers for the steps behind `from`; NULL when one of them is an index that a new array does not have.
Node wrapped(const Path &path, std::size_t from, Node node, String &why) {
  for (std::size_t i = path.steps.size() - 1; i > from; --i) {
    const Step &step = path.steps[i];
    if (step.kind == Step::Kind::member) {
      Node object = made(cJSON_CreateObject());
      put_member(object.get(), step.name, std::move(node));
      node = std::move(object);
      continue;
    }
    Node array = made(cJSON_CreateArray());
    if (step.index != 0) {
      refuse(path, i, array.get(), why);
      return nullptr;
    }
    put_item(array.get(), 0, std::move(node));
    node = std::move(array);
  }
  return node;
}

} // namespace

Document::Document(Document &&other) noexcept : root_(other.root_) {
  other.root_ = nullptr;
}

Document &Document::operator=(Document &&other) noexcept {
  if (this != &other) {
    drop();
    root_ = other.root_;
    other.root_ = nullptr;
  }
  return *this;
}

Document::~Document() {
  drop();
}

void Document::drop() {
  cJSON_Delete(root_);
  root_ = nullptr;
}

bool Document::parse(std::string_view text, Document &out, String &why) {
  out.drop();
  Scan found;
  if (!scan(text, found, why)) {
    return false;
  }
  // The length takes in the NUL behind the text: cJSON asks for it.
  Node root = made(cJSON_ParseWithLengthOpts(found.plain.c_str(), found.plain.size() + 1, nullptr, 1));
  restore_literals(root.get(), found.literals);
  out.root_ = root.release();
  return true;
}

Document Document::object() {
  Document made_object;
  made_object.root_ = made(cJSON_CreateObject()).release();
  return made_object;
}

Document Document::copy() const {
  Document twin;
  if (root_ != nullptr) {
    twin.root_ = made(cJSON_Duplicate(root_, 1)).release();
  }
  return twin;
}

bool Document::set_node(const Path &path, cJSON *node_to_own, String &why) {
  Node node(node_to_own);
  cJSON *container = root_;
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    Place found = place(container, path.steps[i]);
    if (!found.fits) {
      return refuse(path, i, container, why);
    }
    if (found.node != nullptr && i + 1 < path.steps.size()) {
      container = found.node;
      continue;
    }
    node = wrapped(path, i, std::move(node), why);
    if (node == nullptr) {
      return false;
    }
    if (found.by_name) {
      put_member(container, path.steps[i].name, std::move(node));
    } else {
      put_item(container, found.index, std::move(node));
    }
    return true;
  }
  why = "the path is empty";
  return false;
}

bool Document::set_string(const Path &path, std::string_view text, String &why) {
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    why = concat({"\"", path.dotted(), "\": the text is not valid UTF-8 without NUL"});
    return false;
  }
  return set_node(path, text_node(cJSON_String, text).release(), why);
}

bool Document::set_number(const Path &path, std::string_view literal, String &why) {
  if (literal.empty() || number_length(literal) != literal.size()) {
    why = concat({"\"", path.dotted(), "\": not a number"});
    return false;
  }
  return set_node(path, text_node(cJSON_Raw, literal).release(), why);
}

bool Document::set_boolean(const Path &path, bool value, String &why) {
  return set_node(path, made(cJSON_CreateBool(value ? 1 : 0)).release(), why);
}

bool Document::set_reference(const Path &path, uint32_t index, String &why) {
  return set_node(path, text_node(cJSON_Raw, concat({"#", text_of(int64_t{index}), "#"})).release(), why);
}

bool Document::set_value(const Path &path, Value copied_value, String &why) {
  if (!copied_value.present()) {
    why = concat({"\"", path.dotted(), "\": no value was given"});
    return false;
  }
  return set_node(path, made(cJSON_Duplicate(copied_value.node_, 1)).release(), why);
}

void Document::erase(const Path &path) {
  cJSON *container = nullptr;
  cJSON *node = root_;
  for (const Step &step : path.steps) {
    container = node;
    Place found = container == nullptr ? Place() : place(container, step);
    node = found.node;
  }
  if (container != nullptr && node != nullptr) {
    String name(Value(node).name());
    cJSON_Delete(cJSON_DetachItemViaPointer(container, node));
    for (cJSON *twin = cJSON_IsObject(container) != 0 ? member(container, name) : nullptr; twin != nullptr;
         twin = member(container, name)) {
      cJSON_Delete(cJSON_DetachItemViaPointer(container, twin));
    }
  }
}

void Document::merge(Value object) {
  if (!object.is(Type::object) || (root_ != nullptr && !root().is(Type::object))) {
    return;
  }
  if (root_ == nullptr) {
    root_ = made(cJSON_CreateObject()).release();
  }
  // A copy of the whole first: the object may be a part of this document.
  Node source = made(cJSON_Duplicate(object.node_, 1));
  while (source->child != nullptr) {
    cJSON *first = source->child;
    String name(first->string);
    Node taken(cJSON_DetachItemViaPointer(source.get(), first));
    // Of a name that stands twice the first one counts.
    while (cJSON *twin = member(source.get(), name)) {
      cJSON_Delete(cJSON_DetachItemViaPointer(source.get(), twin));
    }
    put_member(root_, name, std::move(taken));
  }
}

String quoted(std::string_view text) {
  return json_string(text);
}

} // namespace kling::json
