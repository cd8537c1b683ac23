/// Notices silent nodes, marks them and keeps Pods away from them.
@NullMarked
package dev.jong.controllers.nodelifecycle;

import org.jspecify.annotations.NullMarked;
