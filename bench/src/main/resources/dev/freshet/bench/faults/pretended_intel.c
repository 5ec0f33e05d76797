/*
 * Loaded before the maths library (LD_PRELOAD): has MKL take its paths for Intel's processors, whatever
 * this one is. MKL_ENABLE_INSTRUCTIONS, which it reads on those only, then narrows them.
 */
int mkl_serv_intel_cpu_true(void) { return 1; }

int mkl_serv_intel_cpu(void) { return 1; }
