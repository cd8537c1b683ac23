/// What the build forbids: arrows, cycles, unmarked packages, prints, long files.
@NullMarked
package dev.jong.systemtests.architecture;

import org.jspecify.annotations.NullMarked;
