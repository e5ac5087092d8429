# The command and the C examples, run as programs. Their cases are counted as those of GoogleTest are.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(kling_program_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "" "ENVIRONMENT")
  add_test(NAME ${name} COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/${name}.py)
  set_tests_properties(${name} PROPERTIES TIMEOUT 600 ENVIRONMENT
    "GTEST_OUTPUT=xml:${KLING_TEST_RESULTS}/${name}.xml;KLING_SIMULATOR=$<TARGET_FILE:kling-sim>;PYTHONDONTWRITEBYTECODE=1;${test_ENVIRONMENT}")
endfunction()

if(TARGET kling_command)
  kling_program_test(command_test ENVIRONMENT "KLING_COMMAND=$<TARGET_FILE:kling_command>")
  kling_program_test(command_kinds_test ENVIRONMENT "KLING_COMMAND=$<TARGET_FILE:kling_command>")
  kling_program_test(command_catalog_test ENVIRONMENT "KLING_COMMAND=$<TARGET_FILE:kling_command>")
  kling_program_test(command_new_generation_test ENVIRONMENT "KLING_COMMAND=$<TARGET_FILE:kling_command>")
  kling_program_test(command_gateways_test ENVIRONMENT "KLING_COMMAND=$<TARGET_FILE:kling_command>")
  kling_program_test(tasks_command_test ENVIRONMENT "KLING_COMMAND=$<TARGET_FILE:kling_command>")
  kling_program_test(take_up_test ENVIRONMENT "KLING_COMMAND=$<TARGET_FILE:kling_command>")
  kling_program_test(terminal_test ENVIRONMENT "KLING_COMMAND=$<TARGET_FILE:kling_command>")
  kling_program_test(secrets_test ENVIRONMENT "KLING_COMMAND=$<TARGET_FILE:kling_command>")
endif()
if(TARGET kling_command)
  add_test(NAME command_manual COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/src/capi/manual.py commands ${PROJECT_BINARY_DIR}/man
    $<TARGET_FILE:kling_command> $<TARGET_FILE:kling-sim>)
  set_tests_properties(command_manual PROPERTIES PASS_REGULAR_EXPRESSION "^[5-9][0-9] pages in")
endif()
if(TARGET kling_command)
  add_test(NAME kinds_manual COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/src/capi/manual.py kinds ${PROJECT_BINARY_DIR}/man
    $<TARGET_FILE:kling_command>)
  set_tests_properties(kinds_manual PROPERTIES PASS_REGULAR_EXPRESSION "^46 pages in")
endif()
if(TARGET kling_example_blocking)
  kling_program_test(examples_test ENVIRONMENT "KLING_EXAMPLES=$<TARGET_FILE_DIR:kling_example_blocking>")
endif()
