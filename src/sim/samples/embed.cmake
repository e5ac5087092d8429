# cmake -DOUTPUT=samples.cpp -P embed.cmake: turns the encoded samples beside this file into a C++ source.
file(GLOB samples LIST_DIRECTORIES false ${CMAKE_CURRENT_LIST_DIR}/*.h264 ${CMAKE_CURRENT_LIST_DIR}/*.aac
  ${CMAKE_CURRENT_LIST_DIR}/*.mp3)
list(SORT samples)
set(arrays "")
set(rows "")
set(number 0)
foreach(sample IN LISTS samples)
  get_filename_component(name ${sample} NAME_WE)
  file(READ ${sample} bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "constexpr unsigned char sample_${number}[] = {\n${bytes}};\n")
  string(APPEND rows "  if (name == \"${name}\") {\n    return {sample_${number}, sizeof sample_${number}};\n  }\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"sim/sample.hpp\"\n\nnamespace kling::sim {\n\nnamespace {\n\n${arrays}\n} // namespace\n\n"
  "std::span<const unsigned char> sample(std::string_view name) {\n${rows}  return {};\n}\n\n} // namespace kling::sim\n")
