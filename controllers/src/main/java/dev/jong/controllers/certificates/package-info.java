/// Approves, signs and forgets certificate signing requests.
@NullMarked
package dev.jong.controllers.certificates;

import org.jspecify.annotations.NullMarked;
