#pragma once

#include <sys/prctl.h>

/// Lets sleeps of the calling thread end as soon after their time as the system can; by default it collects those that
/// lie within 50 µs of each other. prctl takes a variable number of arguments, which Swift does not call.
static inline int timer_set_least_slack(void) {
    return prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}
