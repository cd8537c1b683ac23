/// The same requests to two API servers, and how their answers differ.
@NullMarked
package dev.jong.systemtests.difference;

import org.jspecify.annotations.NullMarked;
