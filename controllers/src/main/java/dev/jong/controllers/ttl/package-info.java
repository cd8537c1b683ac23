/// Says how long kubelets may keep Secrets and ConfigMaps.
@NullMarked
package dev.jong.controllers.ttl;

import org.jspecify.annotations.NullMarked;
