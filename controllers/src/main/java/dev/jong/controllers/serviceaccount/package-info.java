/// Every namespace has a ServiceAccount `default`.
@NullMarked
package dev.jong.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
