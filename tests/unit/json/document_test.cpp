#include <clocale>
#include <gtest/gtest.h>
#include <string>

#include "json/document.hpp"

namespace kling::json {
namespace {

using namespace std::string_view_literals;

/// Sets a locale whose decimal sign is a comma, when there is one, until the end of the test.
class CommaLocale {
public:
  CommaLocale() : before_(std::setlocale(LC_ALL, nullptr)) {
    for (const char *name : {"de_DE.UTF-8", "fr_FR.UTF-8", "nl_NL.UTF-8"}) {
      found_ = found_ || std::setlocale(LC_ALL, name) != nullptr;
    }
  }
  ~CommaLocale() { std::setlocale(LC_ALL, before_.c_str()); }
  CommaLocale(const CommaLocale &) = delete;
  CommaLocale &operator=(const CommaLocale &) = delete;
  [[nodiscard]] bool found() const { return found_; }

private:
  String before_;
  bool found_ = false;
};

Document parsed(std::string_view text) {
  Document document;
  String why;
  EXPECT_TRUE(Document::parse(text, document, why)) << text << ": " << why;
  return document;
}

Path path(std::string_view name) {
  Path out;
  String why;
  EXPECT_TRUE(Path::parse(name, out, why)) << why;
  return out;
}

TEST(Document, NumbersKeepTheirLiterals) {
  std::string_view text = R"({"id":812345678901234567,"a":0.10,"b":[1e5,-0,[2.50]],"c":{"d":1E+400},"e":3})";
  Document document = parsed(text);
  EXPECT_EQ(document.print(), text);
  EXPECT_EQ(document.copy().print(), text);
  EXPECT_EQ(document.root()["a"].text(), "0.10");
  EXPECT_EQ(document.root()["b"].at(2).at(0).text(), "2.50");
  EXPECT_EQ(document.root()["id"].integer(), 812345678901234567);
  EXPECT_EQ(parsed("0.10").print(), "0.10");
}

TEST(Document, PrintingIsCompactAndEscapes) {
  EXPECT_EQ(parsed(" { \"a\" : [ true , false , null ] , \"b\\\"\" : \"x\\u000a\\u00e9\\ud83c\\udfac\\/\" } ").print(),
            "{\"a\":[true,false,null],\"b\\\"\":\"x\\né🎬/\"}");
  EXPECT_EQ(Document().print(), "");
  EXPECT_EQ(Document::object().print(), "{}");
}

TEST(Document, WrongTextLeavesItAbsentAndSaysWhy) {
  Document document = Document::object();
  String why;
  EXPECT_FALSE(Document::parse("{\"a\":1,}", document, why));
  EXPECT_FALSE(document.root().present());
  EXPECT_EQ(why, "a member name is expected at byte 7");
}

TEST(Document, CommaLocalesChangeNothing) {
  CommaLocale locale;
  if (!locale.found()) {
    GTEST_SKIP() << "no locale with a decimal comma is installed";
  }
  Document document = parsed(R"({"cfg_scale":0.5})");
  EXPECT_EQ(document.print(), R"({"cfg_scale":0.5})");
  EXPECT_EQ(document.root()["cfg_scale"].number(), 0.5);
}

TEST(Document, MovingLeavesTheSourceAbsent) {
  Document a = parsed("[1]");
  Document b = std::move(a);
  EXPECT_EQ(b.print(), "[1]");
  EXPECT_FALSE(a.root().present()); // NOLINT(bugprone-use-after-move): this is what is asked
  b = parsed("[2]");
  EXPECT_EQ(b.print(), "[2]");
}

TEST(Value, TypesAndTheirAnswers) {
  Document document = parsed(R"({"n":null,"t":true,"i":5,"d":2.5,"s":"x","is":"42","ds":"1.5","a":[1,2],"o":{"k":1},"big":1e30})");
  Value root = document.root();
  struct Row {
    std::string_view name;
    Type type;
    std::string_view text;
    std::optional<int64_t> integer;
    std::optional<double> number;
    std::size_t size;
  };
  for (const Row &row : {
           Row{"missing", Type::absent, "", {}, {}, 0},
           Row{"n", Type::null, "", {}, {}, 0},
           Row{"t", Type::boolean, "true", {}, {}, 0},
           Row{"i", Type::number, "5", 5, 5.0, 0},
           Row{"d", Type::number, "2.5", {}, 2.5, 0},
           Row{"s", Type::string, "x", {}, {}, 0},
           Row{"is", Type::string, "42", 42, 42.0, 0},
           Row{"ds", Type::string, "1.5", {}, 1.5, 0},
           Row{"a", Type::array, "", {}, {}, 2},
           Row{"o", Type::object, "", {}, {}, 1},
           Row{"big", Type::number, "1e30", {}, 1e30, 0},
       }) {
    Value value = root[row.name];
    EXPECT_EQ(value.type(), row.type) << row.name;
    EXPECT_EQ(value.text(), row.text) << row.name;
    EXPECT_EQ(value.integer(), row.integer) << row.name;
    EXPECT_EQ(value.number(), row.number) << row.name;
    EXPECT_EQ(value.size(), row.size) << row.name;
  }
  EXPECT_EQ(root["t"].boolean(), true);
  EXPECT_EQ(parsed("false").root().boolean(), false);
  EXPECT_EQ(root["i"].boolean(), std::nullopt);
}

TEST(Value, AbsentAnswersEveryQuestionWithNothing) {
  Value absent;
  EXPECT_FALSE(absent["a"].at(3).first().next().find(path("x.y")).present());
  EXPECT_EQ(absent.name(), "");
  EXPECT_EQ(absent.print(), "");
  EXPECT_TRUE(absent.is(Type::absent));
}

TEST(Value, ChildrenAreWalkedInOrder) {
  Document document = parsed(R"({"b":1,"a":[10,20]})");
  String seen;
  for (Value each = document.root().first(); each.present(); each = each.next()) {
    seen.append(each.name()).append("=").append(each.print()).append(";");
  }
  EXPECT_EQ(seen, "b=1;a=[10,20];");
  EXPECT_EQ(document.root()["a"].at(1).text(), "20");
  EXPECT_FALSE(document.root()["a"].at(2).present());
  EXPECT_FALSE(document.root().at(0).present()) << "an object has no indexes";
  EXPECT_FALSE(document.root()["A"].present()) << "case matters";
  EXPECT_FALSE(document.root()["a"]["b"].present());
}

TEST(Value, TheFirstOfTwoEqualNamesCounts) {
  EXPECT_EQ(parsed(R"({"a":1,"a":2})").root()["a"].text(), "1");
}

TEST(Value, FindFollowsPaths) {
  Document document = parsed(R"({"a":[{"b":1},{"b":2}],"o":{"0":"zero","x":null}})");
  struct Row {
    std::string_view path;
    std::string_view printed;
  };
  for (const Row &row : {Row{"a[1].b", "2"}, Row{"/a/0/b", "1"}, Row{"/o/0", "\"zero\""}, Row{"o.x", "null"}, Row{"a[2]", ""},
                         Row{"a.b", ""}, Row{"o[0]", ""}, Row{"/a/-", ""}, Row{"o.x.y", ""}}) {
    EXPECT_EQ(document.root().find(path(row.path)).print(), row.printed) << row.path;
  }
}

TEST(Equal, ComparesAsJson) {
  struct Row {
    std::string_view a;
    std::string_view b;
    bool equal;
  };
  for (const Row &row : {
           Row{R"({"a":1,"b":[true,null]})", R"({"b":[true,null],"a":1.0})", true},
           Row{"[10e-1]", "[1]", true},
           Row{"1e1234567890", "1e1234567890", true},
           Row{"1e1234567890", "1e1234567891", false},
           Row{R"({"a":1})", R"({"a":1,"b":2})", false},
           Row{R"({"a":1,"b":2})", R"({"a":1})", false},
           Row{R"({"a":1,"a":2})", R"({"a":1})", true},
           Row{"[1,2]", "[2,1]", false},
           Row{"[1]", "[1,1]", false},
           Row{"[1,1]", "[1]", false},
           Row{"\"1\"", "1", false},
           Row{"true", "false", false},
           Row{"null", "false", false},
           Row{"[]", "{}", false},
           Row{R"("\u0061")", "\"a\"", true},
       }) {
    EXPECT_EQ(equal(parsed(row.a).root(), parsed(row.b).root()), row.equal) << row.a << " " << row.b;
  }
  EXPECT_TRUE(equal(Value(), Value()));
  EXPECT_FALSE(equal(Value(), parsed("null").root()));
}

TEST(Set, MakesReplacesAndExtends) {
  struct Row {
    std::string_view before;
    std::string_view path;
    std::string_view after;
  };
  for (const Row &row : {
           Row{"{}", "a", R"({"a":"x"})"},
           Row{"{}", "a.b.c", R"({"a":{"b":{"c":"x"}}})"},
           Row{"{}", "a[0].b", R"({"a":[{"b":"x"}]})"},
           Row{"{}", "/a/0/b", R"({"a":[{"b":"x"}]})"},
           Row{"{}", "/a/-/b", R"({"a":[{"b":"x"}]})"},
           Row{"{}", "a[0][0]", R"({"a":[["x"]]})"},
           Row{R"({"a":1,"b":2,"c":3})", "b", R"({"a":1,"b":"x","c":3})"},
           Row{R"({"a":[1,2]})", "a[0]", R"({"a":["x",2]})"},
           Row{R"({"a":[1,2]})", "a[1]", R"({"a":[1,"x"]})"},
           Row{R"({"a":[1,2]})", "a[2]", R"({"a":[1,2,"x"]})"},
           Row{R"({"a":[1,2]})", "/a/-", R"({"a":[1,2,"x"]})"},
           Row{R"({"a":{"0":1}})", "/a/0", R"({"a":{"0":"x"}})"},
           Row{R"({"a":{"b":1}})", "a", R"({"a":"x"})"},
           Row{R"({"a":[{"b":1}]})", "a[0].c", R"({"a":[{"b":1,"c":"x"}]})"},
           Row{R"({"a":1,"b":2,"a":3,"a":4})", "a", R"({"a":"x","b":2})"},
       }) {
    Document document = parsed(row.before);
    String why;
    EXPECT_TRUE(document.set_string(path(row.path), "x", why)) << row.path << ": " << why;
    EXPECT_EQ(document.print(), row.after) << row.path;
  }
}

TEST(Set, RefusesWhatDoesNotFitAndChangesNothing) {
  struct Row {
    std::string_view before;
    std::string_view path;
    std::string_view why;
  };
  for (const Row &row : {
           Row{R"({"a":1})", "a.b", "\"a\" is no object"},
           Row{R"({"a":null})", "a.b", "\"a\" is no object"},
           Row{R"({"a":[1]})", "a.b", "\"a\" is no object"},
           Row{R"({"a":{"b":1}})", "a[0]", "\"a\" is no array"},
           Row{R"({"a":{"b":1}})", "/a/-", "\"a\" is no array"},
           Row{R"({"a":[1]})", "a[2]", "\"a[2]\": an index may extend an array by one only"},
           Row{"{}", "a[1]", "\"a[1]\": an index may extend an array by one only"},
           Row{"{}", "a.b[1].c", "\"a.b[1]\": an index may extend an array by one only"},
           Row{"[1]", "a", "\"a\": the whole is no object"},
           Row{"5", "a.b", "\"a\": the whole is no object"},
       }) {
    Document document = parsed(row.before);
    String why;
    EXPECT_FALSE(document.set_string(path(row.path), "x", why)) << row.path;
    EXPECT_EQ(why, row.why);
    EXPECT_EQ(document.print(), row.before) << row.path;
  }
  Document absent;
  String why;
  EXPECT_FALSE(absent.set_string(path("a"), "x", why));
  Document object = Document::object();
  EXPECT_FALSE(object.set_string(Path(), "x", why));
}

TEST(Set, TakesEveryType) {
  Document document = Document::object();
  String why;
  EXPECT_TRUE(document.set_string(path("s"), "a\"\né", why));
  EXPECT_TRUE(document.set_string(path("empty"), "", why));
  EXPECT_TRUE(document.set_number(path("n"), "0.10", why));
  EXPECT_TRUE(document.set_boolean(path("t"), true, why));
  EXPECT_TRUE(document.set_boolean(path("f"), false, why));
  Document value = parsed(R"({"deep":[812345678901234567]})");
  EXPECT_TRUE(document.set_value(path("v"), value.root(), why));
  EXPECT_TRUE(document.set_value(path("w[0]"), value.root()["deep"], why));
  EXPECT_EQ(document.print(), "{\"s\":\"a\\\"\\né\",\"empty\":\"\",\"n\":0.10,\"t\":true,\"f\":false,"
                              "\"v\":{\"deep\":[812345678901234567]},\"w\":[[812345678901234567]]}");
  EXPECT_EQ(document.root()["w"].at(0).name(), "") << "an item has no name, wherever its value was copied from";
  EXPECT_TRUE(document.set_value(path("v.deep"), document.root(), why)) << "a part of itself";
  EXPECT_EQ(document.root().find(path("v.deep.n")).text(), "0.10");
}

TEST(Set, RefusesWhatIsNoSuchValue) {
  Document document = Document::object();
  String why;
  for (std::string_view literal : {"", "1,5", "0x1", "nan", "01", "1 ", "1}", "\"1\""}) {
    EXPECT_FALSE(document.set_number(path("n"), literal, why)) << literal;
    EXPECT_EQ(why, "\"n\": not a number");
  }
  for (std::string_view text : {"\xFF"sv, "a\0b"sv, "\xED\xA0\x80"sv}) {
    EXPECT_FALSE(document.set_string(path("s"), text, why));
    EXPECT_EQ(why, "\"s\": the text is not valid UTF-8 without NUL");
  }
  EXPECT_FALSE(document.set_value(path("v"), Value(), why));
  EXPECT_EQ(document.print(), "{}");
}

TEST(Erase, RemovesWhatStandsThere) {
  Document document = parsed(R"({"a":1,"b":[1,2,3],"c":{"d":1,"e":2},"a":5})");
  for (std::string_view name : {"a", "b[1]", "c.d", "missing", "c.x.y", "b[9]", "a.b"}) {
    document.erase(path(name));
  }
  EXPECT_EQ(document.print(), R"({"b":[1,3],"c":{"e":2}})");
  document.erase(Path());
  Document().erase(path("a"));
  EXPECT_EQ(document.print(), R"({"b":[1,3],"c":{"e":2}})");
  String why;
  EXPECT_TRUE(document.set_number(path("b[2]"), "4", why)) << "the array can still grow";
  EXPECT_EQ(document.root()["b"].print(), "[1,3,4]");
}

TEST(Merge, ReplacesMembersOfTheSameName) {
  Document document = parsed(R"({"a":1,"b":{"x":1},"c":3})");
  document.merge(parsed(R"({"b":{"y":0.10},"d":[812345678901234567],"a":2,"a":9})").root());
  EXPECT_EQ(document.print(), R"({"a":2,"b":{"y":0.10},"c":3,"d":[812345678901234567]})");
  document.merge(document.root());
  EXPECT_EQ(document.root().size(), 4U);
  document.merge(parsed("[1]").root());
  document.merge(Value());
  EXPECT_EQ(document.root().size(), 4U);
  Document nested = parsed(R"({"a":{"a":1,"b":2}})");
  nested.merge(nested.root()["a"]);
  EXPECT_EQ(nested.print(), R"({"a":1,"b":2})");
  Document absent;
  absent.merge(nested.root());
  EXPECT_EQ(absent.print(), R"({"a":1,"b":2})");
  Document array = parsed("[1]");
  array.merge(nested.root());
  EXPECT_EQ(array.print(), "[1]");
}

TEST(Document, DeepAndLongTextsAreRead) {
  std::string deep = std::string(64, '[') + "0.10" + std::string(64, ']');
  EXPECT_EQ(parsed(deep).print(), String(deep));
  std::string text = "{\"data\":[";
  for (int i = 0; i < 20000; ++i) {
    text += (i == 0 ? "" : ",") + std::string("{\"id\":") + std::to_string(812345678901230000 + i) + ",\"s\":\"x\"}";
  }
  text += "]}";
  Document document = parsed(text);
  EXPECT_EQ(document.print(), String(text));
  int64_t expected = 812345678901230000;
  for (Value each = document.root()["data"].first(); each.present(); each = each.next()) {
    ASSERT_EQ(each["id"].integer(), expected++);
  }
}

TEST(Document, QuotedIsAJsonString) {
  String text = quoted("a\"\\\n\x01 é");
  EXPECT_EQ(text, "\"a\\\"\\\\\\n\\u0001 é\"");
  EXPECT_EQ(parsed(text).root().text(), "a\"\\\n\x01 é");
}

TEST(Document, AReferenceStandsForBytesKeptElsewhere) {
  Document document = parsed(R"({"prompt":"#0# is no reference","image_list":[{"image":"a"}]})");
  String why;
  ASSERT_TRUE(document.set_reference(path("image_list[1].image"), 7, why)) << why;
  ASSERT_TRUE(document.set_reference(path("image"), 0, why)) << why;
  const std::string_view printed = R"({"prompt":"#0# is no reference","image_list":[{"image":"a"},{"image":#7#}],"image":#0#})";
  EXPECT_EQ(document.print(), printed);
  EXPECT_EQ(document.copy().print(), printed);

  const Value value = document.root().find(path("image_list[1].image"));
  EXPECT_EQ(value.type(), Type::reference);
  EXPECT_EQ(value.reference(), 7U);
  EXPECT_EQ(value.text(), "");
  EXPECT_FALSE(value.integer().has_value());
  EXPECT_FALSE(value.number().has_value());
  EXPECT_FALSE(value.boolean().has_value());
  EXPECT_FALSE(document.root()["prompt"].reference().has_value());
  EXPECT_FALSE(Value().reference().has_value());

  Document merged = parsed(R"({"image":1})");
  merged.merge(document.root());
  EXPECT_EQ(merged.root()["image"].reference(), 0U);
  ASSERT_TRUE(merged.set_value(path("twin"), value, why)) << why;
  EXPECT_EQ(merged.root()["twin"].reference(), 7U);
}

TEST(Document, ReferencesAreEqualByTheirNumbers) {
  String why;
  Document document = Document::object();
  ASSERT_TRUE(document.set_reference(path("a"), 1, why));
  ASSERT_TRUE(document.set_reference(path("b"), 2, why));
  ASSERT_TRUE(document.set_reference(path("c"), 1, why));
  ASSERT_TRUE(document.set_reference(path("d"), 4294967295U, why));
  EXPECT_FALSE(equal(document.root()["a"], document.root()["b"]));
  EXPECT_TRUE(equal(document.root()["a"], document.root()["c"]));
  EXPECT_FALSE(equal(document.root()["a"], parsed("1").root()));
  EXPECT_EQ(document.root()["d"].reference(), 4294967295U);
}

TEST(Document, NoTextMakesAReference) {
  Document document;
  String why;
  EXPECT_FALSE(Document::parse(R"({"image":#0#})", document, why));
  EXPECT_FALSE(Document::parse("#0#", document, why));
  Document object = Document::object();
  EXPECT_FALSE(object.set_number(path("image"), "#0#", why));
}

} // namespace
} // namespace kling::json
