// SPDX-License-Identifier: BSL-1.0
#pragma once

// The library's version, major.minor.patch, and the same as one number that grows: 0.2.0 is 200, 1.0.3 is 10003.
#define CTNN_VERSION_MAJOR 0
#define CTNN_VERSION_MINOR 2
#define CTNN_VERSION_PATCH 0
#define CTNN_VERSION (CTNN_VERSION_MAJOR * 10000 + CTNN_VERSION_MINOR * 100 + CTNN_VERSION_PATCH)
