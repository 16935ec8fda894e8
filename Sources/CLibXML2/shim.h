#pragma once
// Debian's libxml2 is built with ICU, and its headers would pull in the system's ICU headers, which clash with those
// of Foundation. Nothing of ICU is used here.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
