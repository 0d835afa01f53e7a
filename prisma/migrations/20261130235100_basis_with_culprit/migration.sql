-- The basis of a probability is told of kernels with and without the culprit; "fault" has other meanings.
UPDATE "Bisection" SET "result" = jsonb_set("result", '{basis}',
  ("result" -> 'basis') - 'withFault' - 'withoutFault' || jsonb_build_object(
    'withCulprit', "result" #> '{basis,withFault}', 'withoutCulprit', "result" #> '{basis,withoutFault}',
    'rates', jsonb_build_object('withCulprit', "result" #> '{basis,rates,withFault}',
      'withoutCulprit', "result" #> '{basis,rates,withoutFault}')))
WHERE "result" #> '{basis,withFault}' IS NOT NULL;
