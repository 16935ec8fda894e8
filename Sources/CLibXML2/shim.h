#pragma once
#include <libxml/xmlversion.h>
// Debian's libxml2 knows ICU and would pull in the system's ICU headers, which contradict those inside
// Foundation. Only the innards of xmlCharEncodingHandler depend on it, which nothing here looks into.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
