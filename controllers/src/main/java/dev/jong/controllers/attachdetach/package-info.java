/// Has CSI volumes attached to the nodes that need them, and detached again.
@NullMarked
package dev.jong.controllers.attachdetach;

import org.jspecify.annotations.NullMarked;
