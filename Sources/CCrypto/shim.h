#pragma once
#include <openssl/evp.h>
#include <stdio.h>
