/// JMH benchmarks of single parts: codec, store, scheduler core, one request. Run with
/// `org.openjdk.jmh.Main`; `-prof gc` adds the bytes that each operation allocates.
@NullMarked
package dev.jong.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
