/// What a new user does, on real containers, in a network namespace of the test's own.
@NullMarked
package dev.jong.systemtests.scenario;

import org.jspecify.annotations.NullMarked;
