//! Campaigns.

use cam_ports::campaign_store::{ApplyError, CampaignStore};

use crate::sample::{CAMPAIGN_FILE, campaign, other_campaign};

/// A campaign keeps its number, and its version grows with every change of its file.
pub async fn campaign_store(store: &impl CampaignStore) {
    assert_eq!(store.campaigns().await.unwrap(), vec![]);
    let first = store.apply_campaign(CAMPAIGN_FILE).await.unwrap();
    assert_eq!((first.number, first.version, first.campaign.id.clone()), (1, 1, campaign()));
    assert_eq!(store.apply_campaign(CAMPAIGN_FILE).await.unwrap(), first);
    let changed = CAMPAIGN_FILE.replace("A question", "Another question");
    let second = store.apply_campaign(&changed).await.unwrap();
    assert_eq!((second.number, second.version), (1, 2));
    assert_eq!(store.campaign(&campaign()).await.unwrap(), Some(second.clone()));
    let autumn = store.apply_campaign(&CAMPAIGN_FILE.replace("id = \"spring\"", "id = \"autumn\"")).await.unwrap();
    assert_eq!((autumn.number, autumn.version), (2, 1));
    assert_eq!(store.campaign(&other_campaign()).await.unwrap(), Some(autumn.clone()));
    assert_eq!(store.campaigns().await.unwrap(), vec![autumn, second]);
    assert!(matches!(store.apply_campaign("id = 7").await, Err(ApplyError::Invalid(_))));
    assert_eq!(store.campaign(&"winter".parse().unwrap()).await.unwrap(), None);
}
