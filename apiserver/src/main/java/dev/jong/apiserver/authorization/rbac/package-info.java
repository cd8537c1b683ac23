/// Role-based access control on an image of roles and bindings in memory.
@NullMarked
package dev.jong.apiserver.authorization.rbac;

import org.jspecify.annotations.NullMarked;
