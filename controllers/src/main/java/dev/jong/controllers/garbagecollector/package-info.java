/// Deletes what has lost its owners, and orders the deletion of owners and dependents.
@NullMarked
package dev.jong.controllers.garbagecollector;

import org.jspecify.annotations.NullMarked;
