/// Counts what namespaces use of what their quotas allow.
@NullMarked
package dev.jong.controllers.resourcequota;

import org.jspecify.annotations.NullMarked;
