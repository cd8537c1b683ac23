/// Every namespace has the API server's authority in a ConfigMap.
@NullMarked
package dev.jong.controllers.rootca;

import org.jspecify.annotations.NullMarked;
