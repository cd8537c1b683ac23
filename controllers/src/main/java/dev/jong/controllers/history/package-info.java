/// Earlier templates of StatefulSets and DaemonSets, as ControllerRevisions.
@NullMarked
package dev.jong.controllers.history;

import org.jspecify.annotations.NullMarked;
