/// Resources of the rbac group.
@NullMarked
package dev.jong.apiserver.resources.rbac;

import org.jspecify.annotations.NullMarked;
