# What `cmake --install` puts where. Every path is found from where the file itself lies, so that an installed tree may be moved.
include(CMakePackageConfigHelpers)

install(TARGETS kling EXPORT klingTargets LIBRARY ARCHIVE)
install(TARGETS kling_static EXPORT klingStaticTargets ARCHIVE)
install(FILES ${PROJECT_SOURCE_DIR}/include/kling/kling.h ${PROJECT_SOURCE_DIR}/include/kling/transport.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/kling)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/kling)
install(EXPORT klingTargets NAMESPACE kling:: DESTINATION ${package_dir})
install(EXPORT klingStaticTargets NAMESPACE kling:: DESTINATION ${package_dir})
configure_package_config_file(klingConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/klingConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/klingConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/klingConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/klingConfigVersion.cmake
  DESTINATION ${package_dir})

set(pc_dir ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH prefix_from_pc ${pc_dir} ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" prefix_from_pc "${prefix_from_pc}")
set(KLING_PC_PREFIX "\${pcfiledir}/${prefix_from_pc}")
foreach(dir IN ITEMS INCLUDEDIR LIBDIR)
  set(KLING_PC_${dir} ${CMAKE_INSTALL_${dir}})
  if(NOT IS_ABSOLUTE "${KLING_PC_${dir}}")
    string(PREPEND KLING_PC_${dir} "\${prefix}/")
  endif()
endforeach()
# libcurl by its shared link line: its own private list names libraries whose development packages nothing here needs.
string(REPLACE ";" " " KLING_PC_CURL "${CURL_LDFLAGS}")
configure_file(${PROJECT_SOURCE_DIR}/kling.pc.in ${CMAKE_CURRENT_BINARY_DIR}/kling.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/kling.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
