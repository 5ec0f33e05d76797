/**
 * The safetensors file format: an 8-byte little-endian header length, a JSON header that names each
 * tensor's dtype, shape and byte range, and the bytes. Everything is validated before it is used: a
 * file that lies cannot crash the process or make it allocate more than the file's own size.
 */
@NullMarked
package dev.freshet.tensor.safetensors;

import org.jspecify.annotations.NullMarked;
