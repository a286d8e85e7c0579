# What is installed, and the package made of it: the command, the library in both forms, their manual pages, completions
# for shells, and what pkg-config and CMake need to find the library.
# SPDX-License-Identifier: MIT

install(TARGETS oomwhy)
install(FILES src/report/oomwhy-report.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/oomwhy)
file(GLOB man_pages CONFIGURE_DEPENDS man/*.[1-9])
foreach(page IN LISTS man_pages)
  string(REGEX MATCH "[1-9]$" section ${page})
  if(NOT (OOMWHY_STATIC AND section STREQUAL 3))
    install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
  endif()
endforeach()

# --- completions, written by a program that knows the command's table of options

set(table_sources options.c diagnostics.c moment.c nearest.c)
list(TRANSFORM table_sources PREPEND src/cli/)
add_executable(write_completions src/cli/generate/completions.c ${table_sources})
target_include_directories(write_completions PRIVATE src/cli)
target_link_libraries(write_completions PRIVATE oomwhy_build_flags liboomwhy oomwhy_sandbox Threads::Threads)
if(OOMWHY_STATIC)
  target_link_options(write_completions PRIVATE -static)
endif()

function(install_completion shell file folder)
  set(made ${CMAKE_BINARY_DIR}/completions/${file})
  add_custom_command(OUTPUT ${made} COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/completions
    COMMAND write_completions ${shell} > ${made} DEPENDS write_completions VERBATIM)
  add_custom_target(completion_${shell} ALL DEPENDS ${made})
  install(FILES ${made} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
endfunction()

if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  message(STATUS "No completions: the program that writes them runs on the other machine only")
else()
  install_completion(bash oomwhy bash-completion/completions)
  install_completion(zsh _oomwhy zsh/vendor-completions)
  install_completion(fish oomwhy.fish fish/vendor_completions.d)
endif()

# --- the library

if(NOT OOMWHY_STATIC)
  # Names beside the public ones stay inside: of the shared library by this script, of the static one as its objects
  # are made one, whose hidden symbols are made local.
  set(exports ${CMAKE_BINARY_DIR}/liboomwhy.map)
  file(WRITE ${exports} "OOMWHY_${PROJECT_VERSION_MAJOR} {\n  global: oomwhy_*;\n  local: *;\n};\n")
  add_library(liboomwhy_shared SHARED src/oomwhy.c ${objects})
  set_target_properties(liboomwhy_shared PROPERTIES OUTPUT_NAME oomwhy VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR} EXPORT_NAME oomwhy LINK_DEPENDS ${exports})
  target_include_directories(liboomwhy_shared PRIVATE include ${walls}
    INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(liboomwhy_shared PRIVATE oomwhy_build_flags oomwhy_hardening m PkgConfig::PCRE2 PkgConfig::JANSSON ${decoders}
    Threads::Threads ${CMAKE_DL_LIBS})
  target_link_options(liboomwhy_shared PRIVATE -Wl,--version-script=${exports})

  set(archive ${CMAKE_BINARY_DIR}/liboomwhy.a)
  set(whole ${CMAKE_BINARY_DIR}/liboomwhy.o)
  add_custom_command(OUTPUT ${archive}
    COMMAND ${CMAKE_LINKER} -r -o ${whole} --whole-archive $<TARGET_FILE:liboomwhy>
    # clang leaves the functions that choose among target_clones visible.
    COMMAND ${CMAKE_OBJCOPY} --localize-hidden --wildcard --localize-symbol=*.resolver ${whole}
    COMMAND ${CMAKE_COMMAND} -E rm -f ${archive}
    COMMAND ${CMAKE_AR} rcs ${archive} ${whole}
    DEPENDS liboomwhy VERBATIM)
  add_custom_target(liboomwhy_static ALL DEPENDS ${archive})

  install(TARGETS liboomwhy_shared EXPORT oomwhy DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(FILES ${archive} DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY include/oomwhy TYPE INCLUDE)

  # Both find their files from where they lie themselves: the folders may be moved. Libraries are named by themselves:
  # what other packages say of them is not needed to link the shared one, and may not be installed.
  set(gzip_library z)
  if(ISAL_FOUND)
    set(gzip_library isal)
  endif()
  file(RELATIVE_PATH up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  file(CONFIGURE OUTPUT oomwhy.pc @ONLY CONTENT [[
prefix=${pcfiledir}/@up@
libdir=${prefix}/@CMAKE_INSTALL_LIBDIR@
includedir=${prefix}/@CMAKE_INSTALL_INCLUDEDIR@

Name: oomwhy
Description: @PROJECT_DESCRIPTION@
Version: @PROJECT_VERSION@
Cflags: -I${includedir}
Libs: -L${libdir} -loomwhy
Libs.private: -lpcre2-8 -ljansson -lzstd -llz4 -llzma -lbz2 -l@gzip_library@ -lm -ldl -pthread
]])
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/oomwhy.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

  include(CMakePackageConfigHelpers)
  set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/oomwhy)
  file(CONFIGURE OUTPUT oomwhyConfig.cmake @ONLY CONTENT [[
# oomwhy::oomwhy is the shared library, oomwhy::static the static one with the libraries that it needs.
include(${CMAKE_CURRENT_LIST_DIR}/oomwhyTargets.cmake)
if(NOT TARGET oomwhy::static)
  get_filename_component(oomwhy_libraries ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
  get_target_property(oomwhy_includes oomwhy::oomwhy INTERFACE_INCLUDE_DIRECTORIES)
  add_library(oomwhy::static STATIC IMPORTED)
  set_target_properties(oomwhy::static PROPERTIES IMPORTED_LOCATION ${oomwhy_libraries}/liboomwhy.a
    INTERFACE_INCLUDE_DIRECTORIES "${oomwhy_includes}"
    INTERFACE_LINK_LIBRARIES "pcre2-8;jansson;zstd;lz4;lzma;bz2;@gzip_library@;m;dl;-pthread")
endif()
]])
  write_basic_package_version_file(oomwhyConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(EXPORT oomwhy NAMESPACE oomwhy:: FILE oomwhyTargets.cmake DESTINATION ${package_folder})
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/oomwhyConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/oomwhyConfigVersion.cmake
    DESTINATION ${package_folder})
endif()

# --- the Debian package

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "the developers of oomwhy <oomwhy@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "says why the Linux OOM killer struck")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Reads kernel logs of any format, finds every out-of-memory event and tells what held
 the memory, what to do first, and on which lines of the log each claim rests.
 With the library, its header and the manual pages.")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libarchive13 | libarchive13t64, libsystemd0")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
include(CPack)
