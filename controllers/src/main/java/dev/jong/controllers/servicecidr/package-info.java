/// Looks after the ranges of Service addresses.
@NullMarked
package dev.jong.controllers.servicecidr;

import org.jspecify.annotations.NullMarked;
