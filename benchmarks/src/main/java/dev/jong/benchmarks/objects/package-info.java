/// Objects in memory and on the wire: generated records beside trees and beside the classes of a
/// popular client.
@NullMarked
package dev.jong.benchmarks.objects;

import org.jspecify.annotations.NullMarked;
